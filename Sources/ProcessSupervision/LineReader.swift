import Glibc
import LinuxSystem

/// Cuts what comes through a pipe into lines.
final class LineReader {
    /// Bytes of a line; a longer one is cut into several.
    static let maximumLine = 8 * 1024

    private let descriptor: SharedDescriptor
    private let line: (String) -> Void
    private var rest: [UInt8] = []

    init(_ descriptor: SharedDescriptor, _ line: @escaping (String) -> Void) {
        self.descriptor = descriptor
        self.line = line
    }

    /// Reads what is there without waiting; whether the pipe has ended.
    func read() -> Bool {
        while true {
            let (count, bytes) = withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 1) { buffer in
                let count = descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
                return (count, count > 0 ? Array(buffer[..<count]) : [])
            }
            guard count > 0 else { return count == 0 }
            take(bytes)
        }
    }

    /// Hands out what has no line end behind it.
    func finish() {
        if !rest.isEmpty { hand(rest[...]) }
        rest.removeAll()
    }

    func take(_ bytes: [UInt8]) {
        rest += bytes
        var start = rest.startIndex
        while let end = rest[start...].firstIndex(of: 10) {
            hand(rest[start..<end])
            start = end + 1
        }
        rest.removeSubrange(..<start)
        while rest.count > Self.maximumLine {
            hand(rest[..<Self.maximumLine])
            rest.removeFirst(Self.maximumLine)
        }
    }

    /// Of a line that was written over and over (a progress bar), what stood there last.
    private func hand(_ bytes: ArraySlice<UInt8>) {
        let shown = bytes.split(separator: 13).last ?? []
        line(String(decoding: shown, as: UTF8.self))
    }
}
