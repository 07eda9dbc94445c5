import Glibc
package import LinuxSystem

/// One request under way in git's `http-backend`: first its head, then its body piece by piece.
///
/// Both block their thread; one caller at a time. Letting go of the exchange before its end stops git.
package final class HTTPBackendExchange: Sendable {
    /// The head of the backend's answer: the status, and header lines as git wrote them.
    package struct Head: Sendable, Hashable {
        package let status: Int
        package let headers: [String]
        /// The beginning of the body, which came with the head.
        package let rest: [UInt8]
    }

    private static let pieceSize = 64 * 1024

    private let output: SharedDescriptor
    private let process: SpawnedProcess

    init(output: SharedDescriptor, process: consuming SpawnedProcess) {
        self.output = output
        self.process = process
    }

    deinit {
        // Ended already, unless the client went away in the middle.
        _ = process.send(SIGTERM)
        _ = try? process.waitForExit()
    }

    /// The head; `nil` when git ended without one.
    package func readHead() throws(SystemError) -> Head? {
        var received: [UInt8] = []
        while let piece = try output.readBlocking(atMost: Self.pieceSize) {
            received += piece
            if let end = Self.headEnd(received) {
                return Self.parse(received[..<end.lowerBound], rest: Array(received[end.upperBound...]))
            }
        }
        return nil
    }

    /// The next piece of the body; `nil` at its end.
    package func readBody() throws(SystemError) -> [UInt8]? {
        try output.readBlocking(atMost: Self.pieceSize)
    }

    /// Where the CGI head ends: an empty line, with or without carriage returns.
    static func headEnd(_ bytes: [UInt8]) -> Range<Int>? {
        for index in bytes.indices where bytes[index] == 10 {
            if index + 1 < bytes.count, bytes[index + 1] == 10 { return index..<index + 2 }
            if index + 2 < bytes.count, bytes[index + 1] == 13, bytes[index + 2] == 10 { return index..<index + 3 }
        }
        return nil
    }

    static func parse(_ bytes: ArraySlice<UInt8>, rest: [UInt8]) -> Head {
        var status = 200
        var headers: [String] = []
        for line in bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
            let text = String(decoding: line, as: UTF8.self)
            if text.lowercased().hasPrefix("status:") {
                status = Int(text.dropFirst(7).split(separator: " ").first ?? "") ?? 500
            } else {
                headers.append(text)
            }
        }
        return Head(status: status, headers: headers, rest: rest)
    }
}
