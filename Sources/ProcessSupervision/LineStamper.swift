import Glibc

/// Cuts one stream of a job into lines and puts the stamp before each.
///
/// A line may arrive in pieces: the unfinished rest waits here. A line longer than ``maximumLineLength`` is broken into
/// several, so that a job that never ends a line cannot eat the host's memory. Of a line that is written over and over
/// (`10%\r20%\r…`, a progress bar) only what stood there last becomes a line.
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
    mutating func append(_ chunk: UnsafeRawBufferPointer, stamp: [UInt8], to output: inout LineBuffer) {
        var unread = chunk
        // Looked for once, not in each line: hardly anything has one.
        let mayRedraw = chunk.baseAddress.map { memchr($0, 13, chunk.count) != nil } ?? false
        if !mayRedraw, mask == nil, rest.isEmpty, chunk.count <= Self.maximumLineLength {
            // Nothing to be done to any line: all of them at once.
            let length = chunk.lengthOfLines
            stamp.withUnsafeBytes {
                output.append(lines: UnsafeRawBufferPointer(rebasing: chunk[..<length]), stamp: $0)
            }
            unread = UnsafeRawBufferPointer(rebasing: chunk[length...])
        }
        while let base = unread.baseAddress, !unread.isEmpty {
            guard let newline = memchr(base, 10, unread.count) else { return keep(unread, stamp: stamp, to: &output) }
            let length = UnsafeRawPointer(newline) - base
            let piece = UnsafeRawBufferPointer(start: base, count: length)
            if rest.isEmpty, length <= Self.maximumLineLength {
                appendLine(mayRedraw ? Self.lastState(piece) : piece, stamp: stamp, to: &output)
            } else {
                keep(piece, stamp: stamp, to: &output)
                finish(stamp: stamp, to: &output)
            }
            unread = UnsafeRawBufferPointer(start: base + length + 1, count: unread.count - length - 1)
        }
    }

    /// Writes the last line of a stream that ended without a newline.
    mutating func finish(stamp: [UInt8], to output: inout LineBuffer) {
        guard !rest.isEmpty else { return }
        rest.withUnsafeBytes { appendLine(Self.lastState($0), stamp: stamp, to: &output) }
        rest.removeAll(keepingCapacity: rest.count < 64 * 1024)
    }

    /// Keeps an unfinished line, and breaks off what is too long; a line of just the maximum waits for its newline.
    private mutating func keep(_ piece: UnsafeRawBufferPointer, stamp: [UInt8], to output: inout LineBuffer) {
        var piece = piece
        if let start = Self.startOfState(piece) {
            // What stood on the line before is written over; only a carriage return alone leaves it as it is.
            let hasState = piece.count > start && piece[start] != 13
            if hasState, start > 0 || rest.last == 13 { rest.removeAll(keepingCapacity: true) }
            piece = UnsafeRawBufferPointer(rebasing: hasState ? piece[start...] : piece.suffix(rest.last == 13 ? 0 : 1))
        } else if rest.last == 13, !piece.isEmpty {
            rest.removeAll(keepingCapacity: true)
        }
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

    /// What is seen of a line in the end: behind the last carriage return but those at its end, which Windows tools
    /// write before the newline.
    private static func lastState(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard let start = startOfState(line) else { return line }
        var end = line.count
        while end > start, line[end - 1] == 13 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: line[start..<end])
    }

    private func appendLine(_ line: UnsafeRawBufferPointer, stamp: [UInt8], to output: inout LineBuffer) {
        output.append(stamp)
        if let mask { mask.append(line, to: &output) } else { output.append(line) }
        output.append(10)
    }

    /// Where begins what is seen of this piece of a line; `nil` where it has no carriage return at all.
    private static func startOfState(_ line: UnsafeRawBufferPointer) -> Int? {
        guard let base = line.baseAddress, memchr(base, 13, line.count) != nil else { return nil }
        var end = line.count
        while end > 0, line[end - 1] == 13 { end -= 1 }
        return line[..<end].lastIndex(of: 13).map { $0 + 1 } ?? 0
    }
}

extension UnsafeRawBufferPointer {
    /// Up to and with the last newline; 0 where there is none.
    var lengthOfLines: Int {
        lastIndex(of: 10).map { $0 + 1 } ?? 0
    }
}
