import Hummingbird
import JobHosting
import JobModel
import SiteSettings

/// Answers about jobs and runs for one request: in the original's shapes, in envelopes where the client asks for them,
/// and with a tag that changes when something has.
struct KuduJobAnswers {
    let request: Request
    let shapes: KuduShapes
    private let envelope: ARMEnvelope?

    init(_ request: Request, _ services: APIServices) {
        self.request = request
        shapes = KuduShapes(request, services)
        envelope = ARMEnvelope(request, site: services.siteName)
    }

    /// A job whose settings or files were just read or changed.
    func job(_ report: JobReport) -> Response {
        let shape = shapes.job(report)
        return JSONAnswer.response(
            envelope?.object(shape, [Self.collection(report.type), report.name]) ?? shape
        )
    }

    /// A list of all types of jobs has its collection's name from `type` being `nil`.
    func list(_ reports: [JobReport], type: JobType?) -> Response {
        let isRunning = reports.contains { $0.latestRun.map { $0.end == nil } ?? false }
        return answer(isGrowing: isRunning) { shapes in
            let jobs = reports.map { (name: $0.name, properties: shapes.job($0)) }
            return envelope?.list(jobs, [type.map(Self.collection) ?? "webjobs"])
                ?? .array(jobs.map(\.properties))
        }
    }

    func history(_ runs: [RunRecord], of name: JobName) -> Response {
        answer(isGrowing: runs.contains { $0.end == nil }) { shapes in
            let runs = runs.map { (name: $0.id.text, properties: shapes.run($0)) }
            return envelope?.list(runs, [Self.collection(.triggered), name.text, "history"])
                ?? .object(["runs": .array(runs.map(\.properties))])
        }
    }

    func run(_ record: RunRecord) -> Response {
        let shape = shapes.run(record)
        return JSONAnswer.response(
            envelope?.object(shape, [Self.collection(.triggered), record.job.text, "history", record.id.text]) ?? shape
        )
    }

    /// What grows while a run is under way is no change, or the tag would be another at every look.
    private func answer(isGrowing: Bool, _ value: (KuduShapes) -> JSONValue) -> Response {
        JSONAnswer.tagged(value(shapes), as: isGrowing ? value(shapes.standingStill) : nil, for: request)
    }

    private static func collection(_ type: JobType) -> String { "\(type.rawValue)webjobs" }
}

extension APIServices {
    /// What the site is called, which only clients of the original ask for.
    var siteName: String { settings.current().variables["WEBSITE_SITE_NAME"] ?? "site" }
}
