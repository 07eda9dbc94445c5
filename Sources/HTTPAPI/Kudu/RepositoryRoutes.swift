import Deployments
import Hummingbird
import JobModel

/// The original's routes about the repository: `/api/scm`.
struct RepositoryRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        for prefix in ["api/scm", "scm"] {
            router.get("\(prefix)/info") { request, _ in
                JSONAnswer.response(
                    .object(["Type": .string("Git"), "GitUrl": .string("\(request.baseURL)/site.git")])
                )
            }
            router.post("\(prefix)/clean") { _, context in
                try await services.deployer.clean(author: context.author)
                return Response(status: .noContent)
            }
            router.delete("\(prefix)") { request, context in
                let removingSite = request.query.isOn("deleteWebRoot")
                try await services.deployer.forgetBranches(removingSite: removingSite, author: context.author)
                return Response(status: .noContent)
            }
        }
    }
}
