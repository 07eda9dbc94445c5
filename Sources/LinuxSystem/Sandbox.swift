import CLinux
import Glibc

/// What a process may do with files and the network, enforced by the kernel (Landlock) from its first instruction on.
///
/// It holds for all that comes from the process, and none of them can widen it.
package final class Sandbox: Sendable {
    package struct Rules: Sendable, Hashable {
        /// Files, and folders with all below them, to read and to execute from.
        package var read: [String] = []
        /// To read, execute and change.
        package var write: [String] = []
        /// Single devices, to read and write.
        package var devices: [String] = []
        /// Whether TCP ports can be opened and connected to.
        package var allowsNetwork = true

        package init() {}
    }

    /// The version of the kernel's interface; 0 where there is none.
    package static let version: Int = max(0, Int(nyala_landlock_version()))

    /// From which version on TCP can be refused.
    package static let versionOfNetwork = 4

    package let ruleset: Descriptor

    /// A path that does not exist is an error, since it would be missing later without a word.
    package init(_ rules: Rules) throws(SystemError) {
        let version = Self.version
        let files = Access.all(version)
        let network: UInt64 = rules.allowsNetwork || version < Self.versionOfNetwork ? 0 : 0b11
        // Signals to processes outside, and their abstract sockets.
        let scopes: UInt64 = version < 6 ? 0 : 0b11
        let number = try check("landlock_create_ruleset") { nyala_landlock_create(files, network, scopes) }
        ruleset = Descriptor(owning: number)
        for path in rules.read { try allow(path, Access.read) }
        for path in rules.write { try allow(path, files) }
        for path in rules.devices { try allow(path, Access.device) }
    }

    private func allow(_ path: String, _ wanted: UInt64) throws(SystemError) {
        let target = try Descriptor.open(path, NYALA_O_PATH)
        let isFolder = try target.isFolder(path)
        let access = wanted & Access.all(Self.version) & (isFolder ? .max : Access.ofFiles)
        let (rules, place) = (ruleset.number, target.number)
        try check("landlock_add_rule", path: path) { nyala_landlock_allow(rules, place, access) }
    }

    /// Bits of the kernel's interface.
    private enum Access {
        static let execute: UInt64 = 1 << 0
        static let writeFile: UInt64 = 1 << 1
        static let readFile: UInt64 = 1 << 2
        static let readFolder: UInt64 = 1 << 3
        static let truncate: UInt64 = 1 << 14
        static let control: UInt64 = 1 << 15

        static let read = execute | readFile | readFolder
        static let device = readFile | writeFile | truncate | control
        /// What has a meaning for something that is no folder; anything else is refused there.
        static let ofFiles = execute | device

        /// All that a version knows to refuse.
        static func all(_ version: Int) -> UInt64 {
            switch version {
            case ...1: (1 << 13) - 1
            case 2: (1 << 14) - 1
            case 3, 4: (1 << 15) - 1
            default: (1 << 16) - 1
            }
        }
    }
}

extension Descriptor {
    fileprivate func isFolder(_ path: String) throws(SystemError) -> Bool {
        var information = stat()
        let number = number
        try check("fstat", path: path) { fstat(number, &information) }
        return information.st_mode & S_IFMT == S_IFDIR
    }
}
