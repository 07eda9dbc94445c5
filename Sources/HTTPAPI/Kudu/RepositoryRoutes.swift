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
            // The original removes untracked files of its repository's working tree, never of the site; this repository
            // has no working tree.
            router.post("\(prefix)/clean") { _, _ in Response(status: .noContent) }
            router.delete("\(prefix)") { request, context in
                let removingSite = request.query.isOn("deleteWebRoot")
                try await services.deployer.forgetBranches(removingSite: removingSite, author: context.author)
                return Response(status: .noContent)
            }
        }
    }
}
