import Glibc
import Hummingbird
import JobModel
import LinuxSystem
import NIOCore
import Synchronization
import ZipArchives

/// A zip archive of files of a home, made while it is sent.
///
/// A link is packed as the file it leads to, where a reader of that file would get it; other links, pipes and devices
/// are left out.
final class ZipStream: Sendable {
    /// Something to be packed.
    enum Source: Sendable {
        /// A file of ours that is nowhere on disk.
        case content(name: String, [UInt8])
        /// A folder with what is in it; `isWanted` is asked by the path below it.
        case folder(FilePlace, name: String, isWanted: @Sendable (_ path: [[UInt8]], _ isFolder: Bool) -> Bool)
    }

    /// Bytes of a file that are read at a time.
    private static let pieceSize = 256 * 1024

    private struct State {
        var writer: ZipWriter
        /// What is still to be packed, the next one last.
        var waiting: [Item]
        var current: (file: SharedDescriptor, offset: Int, size: Int)?
        var isFinished = false
    }

    private struct Item: Sendable {
        let source: Source
        /// Below the source's folder.
        var path: [[UInt8]] = []
    }

    private let files: HomeFiles
    private let now: Timestamp
    private let state: Mutex<State>

    init(_ sources: [Source], files: HomeFiles, now: Timestamp) throws(ZipError) {
        self.files = files
        self.now = now
        let writer = try ZipWriter()
        state = Mutex(State(writer: writer, waiting: sources.reversed().map { Item(source: $0) }))
    }

    /// The archive as an answer that a browser stores under this name.
    func response(name: String, blocking: BlockingExecutor) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: MediaType.zip,
                .contentDisposition: "attachment; filename=\"\(name).zip\"",
            ],
            body: ResponseBody { writer in
                // Made as fast as it is taken: a slow client costs no memory.
                while let piece = try await blocking.perform({ try self.next() }) {
                    if !piece.isEmpty { try await writer.write(ByteBuffer(bytes: piece)) }
                }
                try await writer.finish(nil)
            }
        )
    }

    /// The next bytes, which may be none yet; `nil` behind the last.
    private func next() throws -> [UInt8]? {
        try state.withLock { state in
            if state.isFinished { return nil }
            if let current = state.current {
                try goOn(current, &state)
            } else if let item = state.waiting.popLast() {
                try begin(item, &state)
            } else {
                try state.writer.finish()
                state.isFinished = true
            }
            return state.writer.takeOutput()
        }
    }

    private func goOn(_ current: (file: SharedDescriptor, offset: Int, size: Int), _ state: inout State) throws {
        let limit = min(Self.pieceSize, current.size - current.offset)
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = try check("read") { pread(current.file.number, &bytes, limit, off_t(current.offset)) }
        // Shorter than it was: what there is was packed.
        guard count > 0 else {
            state.current = nil
            return
        }
        try state.writer.write(count == limit ? bytes : Array(bytes[..<count]))
        state.current?.offset += count
        if current.offset + count >= current.size { state.current = nil }
    }

    private func begin(_ item: Item, _ state: inout State) throws {
        switch item.source {
        case .content(let name, let bytes):
            try state.writer.beginFile(name, size: bytes.count, isExecutable: false, modified: now)
            try state.writer.write(bytes)
        case .folder(let root, let name, let isWanted):
            let place = item.path.reduce(root) { $0.child($1) }
            let shown = ([name] + item.path.map { String(decoding: $0, as: UTF8.self) }).filter { !$0.isEmpty }
                .joined(separator: "/")
            try begin(item, place, shown, isWanted, &state)
        }
    }

    private func begin(
        _ item: Item,
        _ place: FilePlace,
        _ shown: String,
        _ isWanted: (_ path: [[UInt8]], _ isFolder: Bool) -> Bool,
        _ state: inout State
    ) throws {
        if case .file(let found) = try files.find(place) {
            guard isWanted(item.path, false) else { return }
            try state.writer.beginFile(
                shown,
                size: found.status.size,
                isExecutable: found.status.mode & 0o111 != 0,
                modified: found.status.modified
            )
            if found.status.size > 0 { state.current = (found.file, 0, found.status.size) }
            return
        }
        guard item.path.isEmpty || isWanted(item.path, true), item.path.count < FilePath.maximumDepth,
            let folder = try files.folder(place, links: .refused)
        else { return }
        if !item.path.isEmpty { try state.writer.addFolder(shown, modified: now) }
        for name in try folder.names().reversed() {
            var inner = item
            inner.path.append(name)
            state.waiting.append(inner)
        }
    }
}
