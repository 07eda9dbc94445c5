import Glibc

/// Cuts one stream of a job into lines and puts the stamp before each.
///
/// A line may arrive in pieces: the unfinished rest waits here. A line longer than ``maximumLineLength`` is broken into
/// several, so that a job that never ends a line cannot eat the host's memory.
struct LineStamper {
    /// Bytes.
    static let maximumLineLength = 1024 * 1024

    private var rest: [UInt8] = []

    /// Appends the stamped lines that this chunk completes.
    mutating func append(_ chunk: UnsafeRawBufferPointer, stamp: [UInt8], to output: inout [UInt8]) {
        var unread = chunk
        while let base = unread.baseAddress, !unread.isEmpty {
            guard let newline = memchr(base, 10, unread.count) else {
                rest.append(contentsOf: unread)
                if rest.count >= Self.maximumLineLength { finish(stamp: stamp, to: &output) }
                return
            }
            let length = UnsafeRawPointer(newline) - base
            if rest.isEmpty {
                Self.appendLine(UnsafeRawBufferPointer(start: base, count: length), stamp: stamp, to: &output)
            } else {
                rest.append(contentsOf: UnsafeRawBufferPointer(start: base, count: length))
                finish(stamp: stamp, to: &output)
            }
            unread = UnsafeRawBufferPointer(start: base + length + 1, count: unread.count - length - 1)
        }
    }

    /// Writes the last line of a stream that ended without a newline.
    mutating func finish(stamp: [UInt8], to output: inout [UInt8]) {
        guard !rest.isEmpty else { return }
        rest.withUnsafeBytes { Self.appendLine($0, stamp: stamp, to: &output) }
        rest.removeAll(keepingCapacity: rest.count < 64 * 1024)
    }

    private static func appendLine(_ line: UnsafeRawBufferPointer, stamp: [UInt8], to output: inout [UInt8]) {
        var line = line
        // Lines that end in CR LF, as Windows tools write them.
        if line.last == 13 { line = UnsafeRawBufferPointer(rebasing: line.dropLast()) }
        output.append(contentsOf: stamp)
        output.append(contentsOf: line)
        output.append(10)
    }
}
