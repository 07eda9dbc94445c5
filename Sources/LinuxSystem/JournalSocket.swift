import CLinux
import Glibc

/// The way to journald: a datagram for each entry, and a file in memory for one that is too large for a datagram.
package struct JournalSocket: ~Copyable {
    package static let defaultPath = "/run/systemd/journal/socket"
    /// A receiver that takes nothing holds up whoever sends for this long.
    private static let patience: Int32 = 2000

    private let descriptor: Descriptor
    private let path: String

    /// Throws where nobody listens at the path.
    package init(_ path: String) throws(SystemError) {
        self.path = path
        let bytes = Array(path.utf8)
        let number = try check("connect", path: path) {
            bytes.withUnsafeBytes { nyala_datagram_connect($0.baseAddress, $0.count, Self.patience) }
        }
        descriptor = Descriptor(owning: number)
    }

    /// Sends one entry, in the form that journald has for them; waits while its queue is full, for a moment.
    package func send(_ entry: [UInt8]) throws(SystemError) {
        let number = descriptor.number
        do throws(SystemError) {
            try check("send", path: path) { entry.withUnsafeBytes { nyala_send(number, $0.baseAddress, $0.count) } }
        } catch {
            guard error.code == EMSGSIZE || error.code == ENOBUFS else { throw error }
            try sendInFile(entry)
        }
    }

    private func sendInFile(_ entry: [UInt8]) throws(SystemError) {
        let file = Descriptor(
            owning: try check("memfd_create") {
                entry.withUnsafeBytes { nyala_sealed_file("nyala-entry", $0.baseAddress, $0.count) }
            }
        )
        let (number, content) = (descriptor.number, file.number)
        try check("sendmsg", path: path) { nyala_datagram_send_descriptor(number, content) }
    }
}
