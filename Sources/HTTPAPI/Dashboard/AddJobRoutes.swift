import CronSchedule
import Dashboard
import Deployments
import HTTPTypes
import Hummingbird
import JobHosting
import JobModel

/// `/ui/add`: a job from a file that somebody uploads.
struct AddJobRoutes: Sendable {
    /// Times that a schedule is shown with.
    private static let previewCount = 5

    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("ui/add") { request, context in
            PageAnswer.page(AddJobPage.page(try await model(request, context)), for: request)
        }
        // What is said of the fields while somebody types.
        router.get("ui/add/check") { request, context in
            PageAnswer.fragment(AddJobHints.html(try await model(request, context)))
        }
        router.post("ui/add") { request, context in try await upload(request, context) }
    }

    private func model(_ request: Request, _ context: APIContext) async throws -> AddJobModel {
        let query = request.query
        var model = try start(request, context)
        model.name = query["name"] ?? ""
        model.type = query["type"].flatMap(JobType.init(rawValue:)) ?? .triggered
        model.schedule = query["schedule"] ?? ""
        model.isSingle = query["single"] != nil
        model.replaces = query["replace"] != nil
        await look(at: &model)
        return model
    }

    private func start(_ request: Request, _ context: APIContext) throws -> AddJobModel {
        let viewer = try context.viewer()
        var model = AddJobModel(viewer: viewer, moments: services.moments)
        model.pushAddress = request.pushAddress(viewer.name)
        model.home = services.layout.home
        return model
    }

    /// Says what is to be said of the name and the schedule.
    private func look(at model: inout AddJobModel) async {
        if !model.name.isEmpty {
            do {
                let name = try JobName(model.name)
                let isTaken = await services.host.report(model.type, name.text) != nil
                model.nameHint = isTaken ? .taken : .free
            } catch {
                model.nameHint = .bad(error.reason)
            }
        }
        guard !model.schedule.isEmpty, model.type == .triggered else { return }
        do {
            let expression = try CronExpression(model.schedule)
            let schedule = ZonedSchedule(expression: expression, zone: model.moments.zone)
            var (times, last) = ([Timestamp](), model.moments.now.seconds)
            while times.count < Self.previewCount, let next = schedule.nextOccurrence(after: last) {
                times.append(Timestamp(seconds: next))
                last = next
            }
            model.scheduleHint = .good(words: expression.explanation, next: times)
        } catch {
            model.scheduleHint = .bad("\(error)")
        }
    }

    private func upload(_ request: Request, _ context: APIContext) async throws -> Response {
        let form = try await MultipartForm(request, spool: services.spool, limit: UploadRoutes.maximumBody)
        var model = try start(request, context)
        model.name = form["name"]
        model.type = JobType(rawValue: form["type"]) ?? .triggered
        model.schedule = model.type == .triggered ? form["schedule"] : ""
        model.isSingle = form.isOn("single")
        model.replaces = form.isOn("replace")
        await look(at: &model)
        model.faults = Self.faults(model, form)
        guard model.faults.isEmpty, let file = form.file, let name = try? JobName(model.name) else {
            return PageAnswer.page(AddJobPage.page(model), status: .badRequest, for: request)
        }
        let id = JobID(type: model.type, name: name)
        let isArchive = form.fileName.lowercased().hasSuffix(".zip")
        do throws(DeploymentError) {
            try await services.deployer.deploy(
                id,
                isArchive ? .archive(file.file) : .script(file.file, name: form.fileName),
                settings: Self.settings(model),
                author: context.author
            )
        } catch {
            model.faults = Self.faults(error)
            return PageAnswer.page(AddJobPage.page(model), status: .badRequest, for: request)
        }
        await services.host.settle(id.type, id.name.text)
        return PageAnswer.redirect(to: JobPath.job(id.type, name.text), notice: Notice("\(name) is added."))
    }

    private static func settings(_ model: AddJobModel) -> [String: JSONValue] {
        switch model.type {
        case .triggered: model.schedule.isEmpty ? [:] : ["schedule": .string(model.schedule)]
        case .continuous: model.isSingle ? ["is_singleton": .bool(true)] : [:]
        }
    }

    private static func faults(_ model: AddJobModel, _ form: MultipartForm) -> [AddJobModel.Fault] {
        var faults: [AddJobModel.Fault] = []
        if form.file == nil { faults.append(.init("No file was chosen: choose a script or a zip.")) }
        switch model.nameHint {
        case .none: faults.append(.init("The job needs a name."))
        case .bad(let reason): faults.append(.init(place: "Name", "It cannot be called that: \(reason)."))
        case .taken where !model.replaces:
            faults.append(
                .init(
                    place: "Name",
                    "There is a \(model.type.rawValue) job named \(model.name): tick “Replace it”, or choose another name."
                )
            )
        case .free, .taken: break
        }
        if case .bad(let reason) = model.scheduleHint { faults.append(.init(place: "Schedule", reason)) }
        return faults
    }

    private static func faults(_ error: DeploymentError) -> [AddJobModel.Fault] {
        switch error {
        case .refused(let problems):
            problems.map { AddJobModel.Fault($0) }
        case .noScript:
            [
                .init(
                    "\(error) A script has an ending that Nyala knows, such as .sh, .py or .js; in a zip it is at the top, or in its only folder."
                )
            ]
        case .notStarted(let failures):
            failures.map { .init("\($0)", lines: $0.lastLines) }
        default: [.init("\(error)")]
        }
    }
}
