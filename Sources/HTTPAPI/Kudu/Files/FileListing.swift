import Hummingbird
import JobModel
import LinuxSystem
import NIOCore

/// The files of a folder as the original lists them, written while they are looked at: a folder may hold very many.
struct FileListing: Sendable {
    /// Files that are looked at before they are sent.
    private static let batch = 200

    private let request: FileRequest
    private let services: APIServices

    init(_ request: FileRequest, _ services: APIServices) {
        self.request = request
        self.services = services
    }

    /// Folders of which only these are shown.
    func response(names: [String]) -> Response {
        let now = services.startTime
        let entries = names.map { name in
            entry(Array(name.utf8), isFolder: true, size: 0, modified: now, born: now)
        }
        return JSONAnswer.response(.array(entries))
    }

    func response(_ folder: OpenFolder, at place: FilePlace) async throws -> Response {
        let names = try await services.blocking.perform { try folder.names() }
        return Response(
            status: .ok,
            headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody { writer in
                var isFirst = true
                for start in stride(from: 0, to: names.count, by: Self.batch) {
                    let batch = names[start..<min(start + Self.batch, names.count)]
                    let found: [JSONValue] = try await services.blocking.perform { try entries(batch, folder, place) }
                    var text: [UInt8] = []
                    for entry in found {
                        text.append(UInt8(ascii: isFirst ? "[" : ","))
                        text += entry.serialized()
                        isFirst = false
                    }
                    try await writer.write(ByteBuffer(bytes: text))
                }
                try await writer.write(ByteBuffer(string: isFirst ? "[]" : "]"))
                try await writer.finish(nil)
            }
        )
    }

    private func entries(
        _ names: ArraySlice<[UInt8]>,
        _ folder: OpenFolder,
        _ place: FilePlace
    ) throws -> [JSONValue] {
        try names.compactMap { name in
            let child = place.child(name)
            // Gone meanwhile, or nobody's business.
            guard let status = try folder.status(of: name), !child.isHidden(status.kind) else { return nil }
            guard status.kind == .link else {
                return entry(name, status, isFolder: status.kind == .folder)
            }
            // As what it leads to, where it leads anywhere.
            switch try services.files.find(child) {
            case .file(let file): return entry(name, file.status, isFolder: false)
            case .folder: return entry(name, status, isFolder: true)
            case .nothing: return entry(name, status, isFolder: false)
            }
        }
    }

    private func entry(_ name: [UInt8], _ status: FileStatus, isFolder: Bool) -> JSONValue {
        entry(name, isFolder: isFolder, size: isFolder ? 0 : status.size, modified: status.modified, born: status.born)
    }

    private func entry(
        _ name: [UInt8],
        isFolder: Bool,
        size: Int,
        modified: Timestamp,
        born: Timestamp
    ) -> JSONValue {
        let shown = String(decoding: name, as: UTF8.self)
        let folder = request.path.parts.map { "/" + String(decoding: $0, as: UTF8.self) }.joined()
        let url = "\(request.request.baseURL)\(request.request.uri.path)"
        let slash = url.hasSuffix("/") ? "" : "/"
        return .object([
            "name": .string(shown),
            "size": .integer(size),
            "mtime": .string(modified.description),
            "crtime": .string(born.description),
            "mime": .string(isFolder ? MediaType.folder : MediaType.kind(ofFile: name)),
            "href": .string("\(url)\(slash)\(FilePath.encoded(name))\(isFolder ? "/" : "")"),
            "path": .string("\(services.layout.home)\(folder)/\(shown)"),
        ])
    }
}
