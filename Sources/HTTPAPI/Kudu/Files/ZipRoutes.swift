import Deployments
import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem
import ZipArchives

/// The original's routes for whole folders: one as a zip archive, and an archive unpacked over one.
struct ZipRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        for prefix in ["api/zip", "zip"] {
            let path = { @Sendable (request: Request) in
                try FileRequest(request, prefix: "/\(prefix)", reach: FileReach(layout: services.layout))
            }
            for pattern in [prefix, "\(prefix)/**"] {
                router.get("\(pattern)") { request, _ in try await pack(path(request)) }
                router.put("\(pattern)") { request, context in try await unpack(path(request), context) }
            }
        }
        for path in ["api/dump", "dump"] {
            router.get("\(path)") { request, _ in try await HostDump(services: services).response(request) }
        }
    }

    private func pack(_ request: FileRequest) async throws -> Response {
        let files = services.files
        guard let place = request.place,
            try await services.blocking.perform({ try files.folder(place) != nil })
        else { throw request.notFound }
        let stream = try ZipStream(
            [.folder(place, name: "", isWanted: { _, _ in true })],
            files: files,
            now: services.clock.wallTime()
        )
        // Printable characters without quotes only, whatever the folder is called.
        let name = (request.path.parts.last ?? []).filter { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\"") }
        return stream.response(name: String(decoding: name, as: UTF8.self), blocking: services.blocking)
    }

    /// What belongs to the site is deployed, with all its checks; anything else is only unpacked.
    private func unpack(_ request: FileRequest, _ context: APIContext) async throws -> Response {
        guard let place = request.place, !place.isReadOnly else { throw request.forbidden }
        if let fault = place.parts.lazy.compactMap(FileRequest.fault(of:)).first {
            throw ProblemAnswer(.badRequest, "\"\(request.path.shown)\": \(fault)")
        }
        let body = try await services.spool.spool(request.request, limit: UploadRoutes.maximumBody)
        guard let inSite = pathInSite(place) else {
            let files = services.files
            do {
                try await services.blocking.perform { try files.unpack(body.file, over: place) }
            } catch let error as SystemError {
                throw FileRefusal.answer(error)
            }
            return Response(status: .ok)
        }
        if let file = try await services.blocking.perform({ try services.files.file(inTheWayOf: place) }) {
            throw ProblemAnswer(.conflict, "\"\(file)\" is a file; an archive is unpacked over a folder")
        }
        let record = try await services.deployer.overlay(archive: body.file, at: inSite, author: context.author)
        var response = Response(status: .ok)
        if let name = HTTPField.Name("SCM-DEPLOYMENT-ID") { response.headers[name] = record.id }
        return response
    }

    private func pathInSite(_ place: FilePlace) -> String? {
        let parts = place.parts.map { String(decoding: $0, as: UTF8.self) }
        switch place.area {
        case .web: return parts.joined(separator: "/")
        case .jobs: return ([services.layout.jobsPathInSite] + parts).joined(separator: "/")
        case .data, .logs, .deployments: return nil
        }
    }
}
