import CLinux
import Glibc

/// Where a job's processes say how they are (systemd's `sd_notify`): a socket with a name in the abstract namespace,
/// which no folder's rights and no other root folder stand in the way of, or one at a path.
///
/// A process with a network of its own, or one that Landlock holds back, reaches only the one at a path. Each message comes
/// with the process that sent it, as the kernel saw it.
package final class NotifySocket: Sendable {
    /// Bytes of a message; longer ones are no messages of services.
    package static let maximumMessageSize = 4096

    package struct Message: Sendable, Hashable {
        package let bytes: [UInt8]
        /// 0 where the kernel does not tell.
        package let sender: Int32
    }

    /// As it is given to processes: `@` and the name, or the path.
    package let address: String
    private let descriptor: SharedDescriptor

    /// Anybody may send to it.
    package init(name: String) throws(SystemError) {
        descriptor = try Self.bound(name, shown: "@\(name)")
        address = "@\(name)"
    }

    /// Only this user may send to it, and root; `nil` for whom this process runs as.
    ///
    /// The folder must be one in which nobody else can make names; what lies at the path gives way.
    package convenience init(path: String, for user: UserAccount?) throws(SystemError) {
        try self.init(path: path) { () throws(SystemError) in
            guard let user else { return }
            try check("chown", path: path) { lchown(path, user.user, user.group) }
        }
    }

    /// In the place of a socket at this path that nobody listens to any more, for the same user.
    package convenience init(inPlaceOf path: String) throws(SystemError) {
        var information = stat()
        try check("lstat", path: path) { lstat(path, &information) }
        let (user, group) = (information.st_uid, information.st_gid)
        try self.init(path: path) { () throws(SystemError) in
            guard user != geteuid() else { return }
            try check("chown", path: path) { lchown(path, user, group) }
        }
    }

    private init(path: String, give: () throws(SystemError) -> Void) throws(SystemError) {
        try Folder.removeTree(path)
        descriptor = try Self.bound(path, shown: path)
        address = path
        try check("chmod", path: path) { chmod(path, 0o600) }
        try give()
    }

    /// Takes away its path; what has one for an end of this process keeps it, so that the next one finds it.
    package func remove() {
        if address.hasPrefix("/") { unlink(address) }
    }

    private static func bound(_ name: String, shown: String) throws(SystemError) -> SharedDescriptor {
        let bytes = Array(name.utf8)
        let number = try check("bind", path: shown) {
            bytes.withUnsafeBytes { nyala_notify_socket($0.baseAddress, $0.count) }
        }
        return SharedDescriptor(Descriptor(owning: number))
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
