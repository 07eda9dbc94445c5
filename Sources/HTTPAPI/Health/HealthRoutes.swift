import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem

/// `/healthz`, `/readyz` and `/api/v1/health`: whether all is well, for load balancers, uptime checks and people.
///
/// Strangers hear the state alone; who has an account hears the reasons.
struct HealthRoutes: Sendable {
    static let healthPath = "/healthz"
    static let readinessPath = "/readyz"

    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("healthz") { _, context in
            let health = await HostHealth(services, context.eventLoop)
            let lines = [health.state.rawValue] + (context.identity == nil ? [] : health.reasons)
            return JSONAnswer.text(lines.joined(separator: "\n") + "\n", status: Self.status(health))
        }
        router.get("readyz") { _, context in
            let isReady = await HostHealth.answer(within: HostHealth.patience, context.eventLoop) {
                await services.host.isReady
            }
            guard isReady == true else {
                return JSONAnswer.text("not ready\n", status: .serviceUnavailable)
            }
            return JSONAnswer.text("ok\n")
        }
        router.get("api/v1/health") { _, context in
            let health = await HostHealth(services, context.eventLoop)
            return JSONAnswer.response(
                .object([
                    "state": .string(health.state.rawValue),
                    "reasons": .array(health.reasons.map(JSONValue.string)),
                ]),
                status: Self.status(health)
            )
        }
    }

    /// A host with a broken job is not to be taken out of service; one that is stuck is.
    private static func status(_ health: HostHealth) -> HTTPResponse.Status {
        health.state == .failing ? .serviceUnavailable : .ok
    }
}
