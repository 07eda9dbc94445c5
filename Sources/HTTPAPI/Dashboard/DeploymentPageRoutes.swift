import Dashboard
import Deployments
import Hummingbird
import JobModel

/// `/ui/deployments`: what was deployed, one deployment, and going back to one.
struct DeploymentPageRoutes: Sendable {
    /// Deployments on one page.
    private static let pageLength = 50
    /// Lines of a log that are shown.
    private static let logLines = 400
    /// Characters of a line.
    private static let lineLength = 1000

    let services: APIServices

    func add(to router: Router<APIContext>) {
        let path = "ui/deployments"
        router.get("\(path)") { request, context in try await list(request, context) }
        router.get("\(path)/:id") { request, context in try await show(request, context) }
        router.get("\(path)/:id/rollback") { request, context in try await ask(request, context) }
        router.post("\(path)/:id/rollback") { request, context in try await rollBack(request, context) }
        router.post("\(path)/:id/cancel") { request, context in
            let id = Self.id(context)
            guard try await services.deployer.cancel(id) else {
                throw ProblemAnswer(.conflict, "It is over already: there is nothing to cancel.")
            }
            return PageAnswer.back(request, else: DeploymentSummary.path(id), notice: Notice("It is cancelled."))
        }
    }

    private static func id(_ context: APIContext) -> String {
        QueryString.decode(context.parameters.get("id") ?? "", plusIsBlank: false)
    }

    /// `latest` is the newest, `previous` the one that a rollback goes back to.
    private func record(_ context: APIContext) async throws -> DeploymentRecord {
        let (id, deployer) = (Self.id(context), services.deployer)
        let found: DeploymentRecord? =
            switch id {
            case "latest": try await deployer.records(before: nil, limit: 1).records.first
            case "previous": try await deployer.previous()
            default: try await deployer.record(id)
            }
        guard let found else { throw DeploymentError.unknownDeployment(id) }
        return found
    }

    private func list(_ request: Request, _ context: APIContext) async throws -> Response {
        let active = try await services.deployer.active().deployment
        let page = try await services.deployer.records(before: request.query["before"], limit: Self.pageLength)
        let viewer = try context.viewer()
        let model = DeploymentListModel(
            viewer: viewer,
            moments: services.moments,
            deployments: page.records.map { DeploymentSummary($0, active: active) },
            next: page.next,
            pushAddress: request.pushAddress(viewer.name)
        )
        return PageAnswer.page(DeploymentListPage.page(model), for: request)
    }

    private func show(_ request: Request, _ context: APIContext) async throws -> Response {
        let record = try await record(context)
        let active = try await services.deployer.active().deployment
        let viewer = try context.viewer()
        var model = DeploymentPageModel(
            viewer: viewer,
            moments: services.moments,
            deployment: DeploymentSummary(record, active: active)
        )
        let lines = try await services.deployer.log(record.id).split(separator: "\n", omittingEmptySubsequences: false)
        let shown = lines.last?.isEmpty == true ? lines.dropLast() : lines[...]
        model.log = shown.suffix(Self.logLines).map { String($0.prefix(Self.lineLength)) }
        model.earlierLines = max(0, shown.count - Self.logLines)
        // What is in the files is for those who could have it from the repository as well.
        if viewer.mayDeploy {
            let found = try await services.deployer.differences(of: record)
            model.difference = found.map { SiteDifference($0, home: services.layout.home) }
        }
        if let id = record.edits {
            // Whoever tidies references by hand may have removed them.
            let edits = try? await services.deployer.edits(id)
            model.edits = edits.map { .init(id: $0.id, reference: $0.reference, files: $0.files) }
        }
        return PageAnswer.page(DeploymentPage.page(model), for: request)
    }

    private func ask(_ request: Request, _ context: APIContext) async throws -> Response {
        let record = try await record(context)
        let found = try await services.deployer.differences(goingBackTo: record)
        let page = RollbackPage.page(
            DeploymentSummary(record, active: nil),
            SiteDifference(found, home: services.layout.home),
            viewer: try context.viewer(),
            moments: services.moments
        )
        return PageAnswer.page(page, for: request)
    }

    /// Goes on with the page of the new deployment, which shows what becomes of it.
    private func rollBack(_ request: Request, _ context: APIContext) async throws -> Response {
        let (deployer, author) = (services.deployer, context.author)
        let target = try await record(context).id
        let record = try await deployer.announceRollback(to: target, author: author)
        let onFailure = services.auditing.failure(of: request, context)
        // Ends by itself; its page tells what became of it.
        Task {
            do {
                try await deployer.rollBack(to: target, author: author, announced: record) { _ in }
            } catch {
                onFailure()
            }
        }
        return PageAnswer.redirect(to: DeploymentSummary.path(record.id), notice: Notice("Going back has begun."))
    }
}
