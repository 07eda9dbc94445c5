import CLinux
import Glibc

/// Where a job's processes say how they are (systemd's `sd_notify`): a socket with a name in the abstract namespace,
/// which no folder's rights and no other root folder stand in the way of.
///
/// Anybody may send to it; each message comes with the process that sent it, as the kernel saw it.
package final class NotifySocket: Sendable {
    /// Bytes of a message; longer ones are no messages of services.
    package static let maximumMessageSize = 4096

    package struct Message: Sendable, Hashable {
        package let bytes: [UInt8]
        /// 0 where the kernel does not tell.
        package let sender: Int32
    }

    /// As it is given to processes: `@` and the name.
    package let address: String
    private let descriptor: SharedDescriptor

    package init(name: String) throws(SystemError) {
        let bytes = Array(name.utf8)
        let number = try check("bind", path: "@\(name)") {
            bytes.withUnsafeBytes { nyala_notify_socket($0.baseAddress, $0.count) }
        }
        descriptor = SharedDescriptor(Descriptor(owning: number))
        address = "@\(name)"
    }

    /// For watching it.
    package var number: Int32 { descriptor.number }

    /// The next message, or `nil` when there is none now.
    ///
    /// One that is too long comes without its bytes.
    package func receive() -> Message? {
        var sender: pid_t = 0
        var buffer = [UInt8](repeating: 0, count: Self.maximumMessageSize)
        let number = descriptor.number
        let count = buffer.withUnsafeMutableBytes { nyala_notify_receive(number, $0.baseAddress, $0.count, &sender) }
        guard count >= 0 else { return nil }
        return Message(bytes: count > buffer.count ? [] : Array(buffer.prefix(count)), sender: sender)
    }
}
