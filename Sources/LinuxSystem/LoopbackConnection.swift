import CLinux
import Glibc

/// A connection to a port of this machine, which never waits; watch its descriptor.
package final class LoopbackConnection: Sendable {
    package enum Version: Int32, Sendable, CaseIterable {
        case four = 4
        case six = 6
    }

    private let descriptor: SharedDescriptor

    /// Begins to connect; writable means that it came to an end.
    package init(port: Int, _ version: Version) throws(SystemError) {
        let number = try check("connect") { nyala_connect_loopback(Int32(port), version.rawValue) }
        descriptor = SharedDescriptor(Descriptor(owning: number))
    }

    package var number: Int32 { descriptor.number }

    /// Why it could not be made; `nil` when it is there.
    package var failure: SystemError? {
        let code = nyala_socket_error(descriptor.number)
        return code == 0 ? nil : SystemError(call: "connect", code: code)
    }

    /// Sends a few bytes; false when they could not all be taken.
    package func send(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { nyala_send(descriptor.number, $0.baseAddress, $0.count) } == bytes.count
    }

    /// What has come: empty at the end, `nil` when nothing is there now.
    package func receive(atMost limit: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = buffer.withUnsafeMutableBytes { descriptor.read(into: $0) }
        return count < 0 ? nil : Array(buffer.prefix(count))
    }
}
