import Glibc

/// Cuts one stream of a job into lines and puts the stamp before each.
///
/// A line may arrive in pieces: the unfinished rest waits here. A line longer than ``maximumLineLength`` is broken into
/// several, so that a job that never ends a line cannot eat the host's memory.
struct LineStamper {
    /// Bytes.
    static let maximumLineLength = 1024 * 1024

    private var rest: [UInt8] = []
    /// What must not be read; `nil` when everything may.
    private let mask: OutputMask?

    init(mask: OutputMask? = nil) {
        self.mask = mask
    }

    /// Appends the stamped lines that this chunk completes.
    mutating func append(_ chunk: UnsafeRawBufferPointer, stamp: [UInt8], to output: inout [UInt8]) {
        var unread = chunk
        while let base = unread.baseAddress, !unread.isEmpty {
            guard let newline = memchr(base, 10, unread.count) else { return keep(unread, stamp: stamp, to: &output) }
            let length = UnsafeRawPointer(newline) - base
            let piece = UnsafeRawBufferPointer(start: base, count: length)
            if rest.isEmpty, length <= Self.maximumLineLength {
                appendLine(Self.withoutCarriageReturn(piece), stamp: stamp, to: &output)
            } else {
                keep(piece, stamp: stamp, to: &output)
                finish(stamp: stamp, to: &output)
            }
            unread = UnsafeRawBufferPointer(start: base + length + 1, count: unread.count - length - 1)
        }
    }

    /// Writes the last line of a stream that ended without a newline.
    mutating func finish(stamp: [UInt8], to output: inout [UInt8]) {
        guard !rest.isEmpty else { return }
        rest.withUnsafeBytes { appendLine(Self.withoutCarriageReturn($0), stamp: stamp, to: &output) }
        rest.removeAll(keepingCapacity: rest.count < 64 * 1024)
    }

    /// Keeps an unfinished line, and breaks off what is too long; a line of just the maximum waits for its newline.
    private mutating func keep(_ piece: UnsafeRawBufferPointer, stamp: [UInt8], to output: inout [UInt8]) {
        var piece = piece
        while rest.count + piece.count > Self.maximumLineLength {
            let room = Self.maximumLineLength - rest.count
            rest.append(contentsOf: piece.prefix(room))
            let length = rest.withUnsafeBytes { line in
                let length = mask?.breakingPoint(of: line) ?? line.count
                appendLine(UnsafeRawBufferPointer(rebasing: line[..<length]), stamp: stamp, to: &output)
                return length
            }
            rest.removeSubrange(..<length)
            piece = UnsafeRawBufferPointer(rebasing: piece[room...])
        }
        rest.append(contentsOf: piece)
    }

    /// Lines that end in CR LF, as Windows tools write them.
    private static func withoutCarriageReturn(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        line.last == 13 ? UnsafeRawBufferPointer(rebasing: line.dropLast()) : line
    }

    private func appendLine(_ line: UnsafeRawBufferPointer, stamp: [UInt8], to output: inout [UInt8]) {
        output.append(contentsOf: stamp)
        if let mask { mask.append(line, to: &output) } else { output.append(contentsOf: line) }
        output.append(10)
    }
}
