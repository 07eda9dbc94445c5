import Deployments
import Glibc
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import SiteSettings

/// The state of the host as a whole.
struct HostRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("api/v1/status") { _, context in try await status(context) }
        router.get("api/v1/instances") { _, _ in JSONAnswer.response(.array([instance])) }
    }

    /// A site has one host.
    private var instance: JSONValue {
        .object([
            "id": .string(services.host.instance.text),
            "started": .string(services.startTime.description),
            "uptime_seconds": .integer((services.clock.wallTime() - services.startTime).components.seconds),
            "pid": .integer(getpid()),
            "current": .bool(true),
        ])
    }

    private func status(_ context: APIContext) async throws -> Response {
        let reports = await services.host.reports()
        let problems = await HostHealth(services, context.eventLoop).reasons
        let active = try await services.deployer.active().deployment
        let origins = try await services.deployer.origins()
        let edited = reports.filter { origins.origin($0.type, $0.name, version: $0.version) == .edited }
        let now = services.clock.wallTime()
        return JSONAnswer.response(
            .object([
                "home": .string(services.layout.home),
                "instance": .string(services.host.instance.text),
                "started": .string(services.startTime.description),
                "uptime_seconds": .integer((now - services.startTime).components.seconds),
                "jobs": .integer(reports.count),
                "running": .integer(reports.count { $0.processID != nil }),
                "with_problems": .integer(reports.count(where: \.hasProblem)),
                "problems": .array(problems.map(JSONValue.string)),
                "active_deployment": .optional(active),
                "edited": .array(edited.map { .string("\($0.type.rawValue)/\($0.name)") }),
            ])
        )
    }
}
