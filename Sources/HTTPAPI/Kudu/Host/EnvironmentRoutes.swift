import Deployments
import Hummingbird
import JobModel
import LinuxSystem

/// The original's route that tells which program answers, and when the site changed last.
struct EnvironmentRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        for path in ["api/environment", "environment"] {
            router.get("\(path)") { _, _ in
                JSONAnswer.response(
                    .object([
                        "version": .string(ProgramVersion.text),
                        "siteLastModified": .string(try await lastModified().description),
                    ])
                )
            }
        }
    }

    /// The end of the last deployment; of a site that was never deployed, when its folder was written to.
    private func lastModified() async throws -> Timestamp {
        if let id = try await services.deployer.active().deployment,
            let end = try await services.deployer.record(id)?.end
        {
            return end
        }
        let path = services.layout.webRoot
        return try await services.blocking.perform {
            let file = try Descriptor.open(path)
            return try FileStatus(of: file.number).modified
        }
    }
}
