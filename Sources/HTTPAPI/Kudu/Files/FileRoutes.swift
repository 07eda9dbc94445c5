import Glibc
import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem
import NIOCore

/// The original's virtual file system: reading and changing the files of a home, one at a time.
struct FileRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        for prefix in ["api/vfs", "vfs"] {
            let path = { @Sendable (request: Request) in
                try FileRequest(request, prefix: "/\(prefix)", reach: FileReach(layout: services.layout))
            }
            for pattern in [prefix, "\(prefix)/**"] {
                router.get("\(pattern)") { request, _ in try await show(path(request)) }
                router.put("\(pattern)") { request, _ in try await put(path(request)) }
                router.delete("\(pattern)") { request, _ in try await remove(path(request)) }
            }
        }
    }

    private var files: HomeFiles { services.files }

    // MARK: GET

    private func show(_ request: FileRequest) async throws -> Response {
        if case .names(let names) = request.target {
            guard request.path.isFolder else { return request.redirect }
            return FileListing(request, services).response(names: names)
        }
        guard let place = request.place else { throw request.notFound }
        if request.path.isFolder {
            guard let folder = try await services.blocking.perform({ try files.folder(place) }) else {
                throw request.notFound
            }
            return try await FileListing(request, services).response(folder, at: place)
        }
        switch try await services.blocking.perform({ try files.find(place) }) {
        case .nothing: throw request.notFound
        case .folder: return request.redirect
        case .file(let file): return send(file, request, name: place.parts.last ?? [])
        }
    }

    private func send(_ file: HomeFiles.OpenFile, _ request: FileRequest, name: [UInt8]) -> Response {
        let (tag, size) = (file.tag, file.status.size)
        var headers = FileRequest.safetyHeaders
        headers[.eTag] = tag.description
        headers[.lastModified] = HTTPDate.text(file.status.modified)
        headers[.acceptRanges] = "bytes"
        if tag.isKnown(by: request.request) { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = MediaType.ofFile(name)
        let asked = request.request.headers
        // A range of another version would not fit what the client has.
        let isSameVersion = asked[.ifRange].map { $0 == tag.description } ?? true
        switch ByteRange(isSameVersion ? asked[.range] : nil, size: size) {
        case .whole:
            return Response(status: .ok, headers: headers, body: slice(file, 0..<size))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
            return Response(status: .partialContent, headers: headers, body: slice(file, range))
        case .unsatisfiable:
            var response = ProblemAnswer(.rangeNotSatisfiable, "the file has \(size) bytes").response()
            response.headers[.contentRange] = "bytes */\(size)"
            return response
        }
    }

    private func slice(_ file: HomeFiles.OpenFile, _ range: Range<Int>) -> ResponseBody {
        FileSlice(file: file.file, range: range, blocking: services.blocking).body
    }

    // MARK: PUT

    private func put(_ request: FileRequest) async throws -> Response {
        let place = try request.placeToChange()
        if let fault = place.parts.lazy.compactMap(FileRequest.fault(of:)).first {
            throw ProblemAnswer(.badRequest, "\"\(request.path.shown)\": \(fault)")
        }
        guard !place.isHidden(request.path.isFolder ? .folder : .file) else { throw request.forbidden }
        guard request.request.headers[.contentRange] == nil else {
            throw ProblemAnswer(.badRequest, "a part of a file cannot be put; send it whole")
        }
        if request.path.isFolder {
            return try request.answer(await change { try files.makeFolder(place) })
        }
        let body = try await services.spool.spool(request.request, limit: UploadRoutes.maximumBody)
        let asked = request.request
        return try request.answer(
            await change {
                try files.put(body.file, at: place) { tag in
                    asked.headers[.ifNoneMatch] == nil && FileTag.allowsChange(asked, of: tag)
                }
            }
        )
    }

    // MARK: DELETE

    private func remove(_ request: FileRequest) async throws -> Response {
        let place = try request.placeToChange()
        let asked = request.request
        let isRecursive = asked.query.isOn("recursive")
        return try request.answer(
            await change {
                try files.remove(place, isRecursive: isRecursive) { FileTag.allowsChange(asked, of: $0) }
            }
        )
    }

    private func change(_ body: @Sendable () throws -> HomeFiles.Change) async throws -> HomeFiles.Change {
        do {
            return try await services.blocking.perform(body)
        } catch let error as SystemError {
            if error.code == ENOENT { return .missing }
            // Made by somebody else meanwhile.
            if error.code == EEXIST { return .conditionFailed(nil) }
            throw FileRefusal.answer(error)
        }
    }
}
