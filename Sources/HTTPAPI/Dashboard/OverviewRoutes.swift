import Dashboard
import Deployments
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem

/// `/`: the overview.
struct OverviewRoutes: Sendable {
    /// Times of the next runs that are shown.
    private static let upcomingCount = 8
    /// Jobs that are named of a deployment.
    private static let changedCount = 12

    let services: APIServices
    private let jobs: DashboardJobs

    init(services: APIServices) {
        self.services = services
        jobs = DashboardJobs(services: services)
    }

    func add(to router: Router<APIContext>) {
        router.get("/") { request, context in try await show(request, context) }
        // What people type; and where the original has its page about jobs: the script of the overview leads on to the job in the fragment.
        for path in ["ui", "azurejobs", "azurejobs/**"] {
            router.get("\(path)") { _, _ in PageAnswer.redirect(to: "/") }
        }
    }

    private func show(_ request: Request, _ context: APIContext) async throws -> Response {
        let viewer = try context.viewer()
        let summaries = await jobs.all()
        var model = OverviewModel(viewer: viewer, moments: services.moments, jobs: summaries)
        model.query = Self.query(request.query)
        model.recent = try await jobs.recentRuns(of: model.shownJobs)
        model.hostProblems = await HostHealth(services, context.eventLoop, asksJobs: false).hostReasons
        model.base = request.baseURL
        model.pushAddress = request.pushAddress(viewer.name)
        model.home = services.layout.home
        model.hostStarted = services.startTime
        model.upcoming = summaries.compactMap { job in job.next.map { .init(job: job.name, time: $0) } }
            .sorted { ($0.time, $0.job) < ($1.time, $1.job) }
            .prefix(Self.upcomingCount).map(\.self)
        model.deployment = try await services.deployer.records(before: nil, limit: 1).records.first.map(Self.shape)
        return PageAnswer.page(OverviewPage.page(model), for: request)
    }

    /// What nobody can have meant counts as not said: an overview is shown in any case.
    private static func query(_ query: QueryString) -> JobListQuery {
        var wanted = JobListQuery()
        wanted.text = query["q"] ?? ""
        wanted.group = query["show"].flatMap(JobListQuery.Group.init(rawValue:)) ?? .all
        wanted.page = query["page"].flatMap { Int($0) } ?? 1
        return wanted
    }

    private static func shape(_ record: DeploymentRecord) -> OverviewModel.LatestDeployment {
        OverviewModel.LatestDeployment(
            id: record.id,
            message: record.message,
            author: record.author,
            deployer: record.deployer,
            time: record.end ?? record.received,
            isSuccess: record.status != .failed,
            changed: record.jobs.filter { $0.kind != .unchanged }.prefix(changedCount)
                .map { "\($0.type.rawValue)/\($0.name)" }
        )
    }
}
