@testable import ProcessSupervision

extension LineStamper {
    /// The same into bytes that can be compared.
    mutating func append(_ chunk: UnsafeRawBufferPointer, stamp: [UInt8], to output: inout [UInt8]) {
        var lines = LineBuffer()
        append(chunk, stamp: stamp, to: &lines)
        lines.withBytes { output.append(contentsOf: $0) }
    }

    mutating func finish(stamp: [UInt8], to output: inout [UInt8]) {
        var lines = LineBuffer()
        finish(stamp: stamp, to: &lines)
        lines.withBytes { output.append(contentsOf: $0) }
    }
}

extension LogFile {
    mutating func append(_ lines: [UInt8]) {
        lines.withUnsafeBytes { append($0) }
    }
}
