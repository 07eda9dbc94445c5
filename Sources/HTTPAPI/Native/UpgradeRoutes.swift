import Hummingbird
import JobHosting
import JobModel
import SiteSettings

/// `POST /api/v1/upgrade`: the host is followed by another program, and the jobs go on.
///
/// `POST /api/v1/leave`: it ends, and the jobs go on until the site is started again.
///
/// On the local socket only, for it names a program of this machine.
struct UpgradeRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.post("api/v1/upgrade") { request, _ in
            let body = try await JSONBody(request)
            let program = try body.text("program")
            let environment = services.host.variables(services.settings.current())
            let next = NextProgram(path: program, tools: services.tools, environment: environment)
            if let fault = await next.fault() { throw ProblemAnswer(.conflict, fault) }
            do {
                try await services.host.handOver(to: program)
            } catch {
                throw ProblemAnswer(.conflict, "\(error)")
            }
            return JSONAnswer.response(.object(["program": .string(program)]), status: .accepted)
        }
        router.post("api/v1/leave") { _, _ in
            do {
                try await services.host.leaveJobs()
            } catch {
                throw ProblemAnswer(.conflict, "\(error)")
            }
            return JSONAnswer.response(.object([:]), status: .accepted)
        }
    }
}
