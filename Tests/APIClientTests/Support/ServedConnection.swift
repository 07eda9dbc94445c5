import Glibc
import LinuxSystem
import TestKit

/// What a ``CannedServer`` can do with one client.
struct ServedConnection: Sendable {
    let descriptor: SharedDescriptor
    let received: Recorder<String>

    /// Reads one request to its end and records it; one that broke off is recorded as far as it came.
    func readRequest() {
        var bytes: [UInt8] = []
        while !Self.isWhole(bytes), let more = read() { bytes += more }
        received.add(String(decoding: bytes, as: UTF8.self))
    }

    /// Waits for bytes; `nil` when there will be none.
    @discardableResult
    func read() -> [UInt8]? {
        // A client that broke off has ended, whatever the reason.
        try? descriptor.readBlocking(atMost: 64 * 1024)
    }

    /// Sends all of it, or as much as the client wants.
    func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            // Without a signal, which would end the whole test.
            let count = rest.withUnsafeBytes { bytes in
                send(descriptor.number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Says nothing until the client is gone.
    func waitForClose() {
        while read() != nil {}
    }

    /// Says nothing until the test closes the gate.
    func wait(for gate: TestPipe) {
        // The end of the pipe is all there is to read.
        _ = try? gate.reading.readBlocking(atMost: 1)
    }

    private static func isWhole(_ bytes: [UInt8]) -> Bool {
        guard let blank = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
        let head = String(decoding: bytes[..<blank.lowerBound], as: UTF8.self).lowercased()
        let lines = head.split(separator: "\r\n")
        let isChunked = lines.contains { $0 == "transfer-encoding: chunked" }
        if isChunked { return bytes.suffix(5).elementsEqual("0\r\n\r\n".utf8) }
        let name = "content-length: "
        let length = lines.first { $0.hasPrefix(name) }.flatMap { Int($0.dropFirst(name.count)) } ?? 0
        return bytes.count - blank.upperBound >= length
    }
}
