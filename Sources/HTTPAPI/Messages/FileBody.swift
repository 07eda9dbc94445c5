import Glibc
import Hummingbird
import LinuxSystem
import NIOCore
import ServiceLifecycle

/// Streams a file into an answer, and goes on with what is appended to it for as long as it may grow.
struct FileBody: Sendable {
    /// Bytes read at a time.
    private static let pieceSize = 64 * 1024
    /// Between two looks at a file that is followed.
    private static let lookInterval: Duration = .milliseconds(100)
    /// Bytes at the end of a file that are searched for its last lines.
    private static let tailWindow = 4 * 1024 * 1024

    let path: String
    let blocking: BlockingExecutor
    /// Begin with the last lines only; `nil` begins at the start.
    var tail: Int?
    /// Whether more may come; asked after all that is there was sent.
    ///
    /// `nil`: end there.
    var mayGrow: (@Sendable () async -> Bool)?

    var body: ResponseBody {
        ResponseBody { writer in
            var reader = Reader(path: path)
            var isFirst = true
            while true {
                // Asked before reading: what was written before the end is read after it.
                let goesOn = Task.isShuttingDownGracefully ? false : await mayGrow?() ?? false
                let tail = isFirst ? tail : nil
                isFirst = false
                var (next, pieces) = try await read(reader, tail)
                while !pieces.isEmpty {
                    try await writer.write(ByteBuffer(bytes: pieces))
                    (next, pieces) = try await read(next, nil)
                }
                reader = next
                guard goesOn else { break }
                try await Task.sleep(for: Self.lookInterval)
            }
            try await writer.finish(nil)
        }
    }

    private func read(_ reader: Reader, _ tail: Int?) async throws -> (Reader, [UInt8]) {
        try await blocking.perform {
            var reader = reader
            if let tail { reader.seek(toLastLines: tail, window: Self.tailWindow) }
            let bytes = reader.next(Self.pieceSize)
            return (reader, bytes)
        }
    }

    /// A place in a file that may be rolled away under the reader.
    private struct Reader: Sendable {
        let path: String
        private var file: SharedDescriptor?
        private var inode: UInt64 = 0
        private var offset = 0

        init(path: String) {
            self.path = path
        }

        /// The next bytes; none at the present end.
        mutating func next(_ limit: Int) -> [UInt8] {
            let bytes = readHere(limit)
            guard bytes.isEmpty, currentInode() != inode else { return bytes }
            // Another file has its name now: the old one was read to its end.
            file = nil
            offset = 0
            return readHere(limit)
        }

        mutating func seek(toLastLines count: Int, window: Int) {
            guard open(), let file else { return }
            var information = stat()
            fstat(file.number, &information)
            let size = Int(information.st_size)
            offset = max(0, size - window)
            var bytes: [UInt8] = []
            while offset + bytes.count < size {
                let piece = read(file, at: offset + bytes.count, 1024 * 1024)
                if piece.isEmpty { break }
                bytes += piece
            }
            var lines = 0
            var index = bytes.count
            while index > 0 {
                if bytes[index - 1] == 10, index < bytes.count {
                    lines += 1
                    if lines == count { break }
                }
                index -= 1
            }
            offset += count == 0 ? bytes.count : index
        }

        private mutating func readHere(_ limit: Int) -> [UInt8] {
            guard open(), let file else { return [] }
            let bytes = read(file, at: offset, limit)
            offset += bytes.count
            return bytes
        }

        private func read(_ file: SharedDescriptor, at offset: Int, _ limit: Int) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: limit)
            let count = pread(file.number, &bytes, limit, off_t(offset))
            return Array(bytes[..<max(0, count)])
        }

        private mutating func open() -> Bool {
            if file != nil { return true }
            // Not written yet: it may come.
            guard let opened = try? Descriptor.open(path) else { return false }
            file = SharedDescriptor(opened)
            inode = currentInode()
            return true
        }

        private func currentInode() -> UInt64 {
            var information = stat()
            return stat(path, &information) == 0 ? UInt64(information.st_ino) : 0
        }
    }
}
