import Dashboard
import Deployments
import Glibc
import HTTPTypes
import Hummingbird
import JobDiscovery
import JobHosting
import JobModel
import LinuxSystem

/// The files of a job: listed, edited, checked and saved.
struct FileEditRoutes: Sendable {
    /// Bytes of a file that can be edited in a page.
    static let maximumSize = 256 * 1024
    /// Files of one list.
    private static let maximumFiles = 500
    /// Folders inside each other that are listed.
    private static let maximumDepth = 8

    let services: APIServices
    let saves: SavesUnderWay

    func add(to router: Router<APIContext>) {
        router.get("ui/jobs/:type/:name/files") { request, context in try await list(request, context) }
        router.get("ui/jobs/:type/:name/files/edit") { request, context in
            let job = JobID(type: try context.jobType(), name: try context.jobName())
            let model = try await read(job, try Self.checked(request.query["path"]))
            return PageAnswer.page(FileEditPage.page(model, viewer: try context.viewer(on: job)), for: request)
        }
        router.post("ui/jobs/:type/:name/files/edit") { request, context in try await save(request, context) }
    }

    private func list(_ request: Request, _ context: APIContext) async throws -> Response {
        let job = JobID(type: try context.jobType(), name: try context.jobName())
        let folder = services.layout.folder(of: job)
        let files = try await services.blocking.perform { () -> [JobFile]? in
            guard let root = try? OpenFolder(folder) else { return nil }
            var files: [JobFile] = []
            Self.collect(root, "", depth: 0, &files)
            return files.sorted { $0.path < $1.path }
        }
        guard let files else {
            throw ProblemAnswer(.notFound, "There is no \(job.type.rawValue) job named \"\(job.name)\".")
        }
        let page = FileListPage.page(
            job,
            files,
            isCut: files.count >= Self.maximumFiles,
            moments: services.moments,
            viewer: try context.viewer(on: job)
        )
        return PageAnswer.page(page, for: request)
    }

    private static func collect(_ folder: OpenFolder, _ prefix: String, depth: Int, _ files: inout [JobFile]) {
        // What cannot be read is not listed; whoever edits it is told why.
        for name in (try? folder.names()) ?? [] where files.count < maximumFiles {
            guard let status = try? folder.status(of: name), let text = String(validating: name, as: UTF8.self) else {
                continue
            }
            switch status.kind {
            case .folder where depth < maximumDepth:
                guard let inner = try? folder.folder(name, links: .refused) else { continue }
                collect(inner, "\(prefix)\(text)/", depth: depth + 1, &files)
            case .file: files.append(JobFile(path: "\(prefix)\(text)", size: status.size, modified: status.modified))
            case .other:
                var file = JobFile(path: "\(prefix)\(text)", size: 0, modified: status.modified)
                file.noun = status.noun
                files.append(file)
            case .folder, .link: break
            }
        }
    }

    /// A path below the job's folder and nowhere else.
    private static func checked(_ path: String?) throws -> String {
        let path = path ?? ""
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }), !path.utf8.contains(0)
        else {
            throw ProblemAnswer(.badRequest, "\"\(path)\" is no file of a job.")
        }
        return path
    }

    private func read(_ job: JobID, _ path: String) async throws -> FileEditModel {
        let folder = services.layout.folder(of: job)
        let bytes: [UInt8]?
        do {
            bytes = try await services.blocking.perform { () throws -> [UInt8]? in
                let disk = DiskFolder(folder)
                // What is no file is not opened: it may wait for somebody, or do something.
                if let status = try disk.status(of: path), status.kind != .file {
                    throw ProblemAnswer(
                        .unprocessableContent,
                        "\"\(ShownPath(path))\" is \(status.noun), which cannot be edited."
                    )
                }
                // Nothing outside the folder is read, wherever links lead.
                return try disk.beginning(of: path, limit: Self.maximumSize + 1)
            }
        } catch let error as SystemError where [EXDEV, ELOOP, EISDIR, ENOTDIR, ENXIO].contains(error.code) {
            throw ProblemAnswer(.unprocessableContent, "\"\(path)\" is a folder, a link or no file that can be edited.")
        }
        guard let bytes else {
            guard path == "settings.job" else {
                throw ProblemAnswer(.notFound, "The job \"\(job.name)\" has no file \"\(path)\".")
            }
            return FileEditModel(job: job, path: path, text: "{\n}\n", tag: JSONAnswer.tag(words: []))
        }
        guard bytes.count <= Self.maximumSize, !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self)
        else {
            throw ProblemAnswer(
                .unprocessableContent,
                "\"\(path)\" is no text, or larger than \(Self.maximumSize) bytes; change it where it comes from."
            )
        }
        return FileEditModel(job: job, path: path, text: text, tag: JSONAnswer.tag(words: bytes))
    }

    private func save(_ request: Request, _ context: APIContext) async throws -> Response {
        let job = JobID(type: try context.jobType(), name: try context.jobName())
        // Everything may be escaped.
        let form = try await FormBody(request, limit: Self.maximumSize * 4)
        let path = try Self.checked(form["path"])
        let turn = "\(job)/\(path)"
        guard saves.begin(turn) else {
            throw ProblemAnswer(.conflict, "Somebody else saves \"\(path)\" at this moment; open it again, and look.")
        }
        defer { saves.end(turn) }
        let old = try await read(job, path)
        // Fields come with the line ends of forms; the file keeps its own.
        let text = LineEnds.restored(form["text"], from: old.text)
        var model = FileEditModel(job: job, path: path, text: text, tag: form["tag"])
        guard form["tag"] == old.tag else {
            model.failure =
                "The file was changed by somebody else since you opened it. Open it again, and make your changes there."
            return answer(model, .conflict, request, context)
        }
        do throws(DeploymentError) {
            try await deploy(model, context)
        } catch {
            if case .refused(let problems) = error { model.problems = problems } else { model.failure = "\(error)" }
            return answer(model, .unprocessableContent, request, context)
        }
        await services.host.settle(job.type, job.name.text)
        let notice = Notice("\(path) is saved.")
        return PageAnswer.redirect(to: JobPath.job(job.type, job.name.text), notice: notice)
    }

    private func deploy(_ model: FileEditModel, _ context: APIContext) async throws(DeploymentError) {
        let live = "\(services.layout.folder(of: model.job))/\(model.path)"
        let spooled: SharedDescriptor
        do {
            spooled = try await services.spool.spool(Array(model.text.utf8)).file
        } catch {
            throw .failed("\(error)")
        }
        try await services.deployer.deploy(
            file: spooled,
            at: "\(services.layout.jobsPathInSite)/\(model.job)/\(model.path)",
            Deployer.Origin(
                deployer: "edit",
                author: context.author,
                message: "\(model.path) of \(model.job) edited in the dashboard"
            ),
            isExecutable: access(live, X_OK) == 0,
            tell: { _ in }
        )
    }

    private func answer(
        _ model: FileEditModel,
        _ status: HTTPResponse.Status,
        _ request: Request,
        _ context: APIContext
    ) -> Response {
        guard let viewer = try? context.viewer(on: model.job) else { return PageAnswer.signIn(request) }
        return PageAnswer.page(FileEditPage.page(model, viewer: viewer), status: status, for: request)
    }
}
