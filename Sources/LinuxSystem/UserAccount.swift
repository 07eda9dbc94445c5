import Glibc

/// A user of this machine that a process can become.
package struct UserAccount: Sendable, Hashable {
    package let user: UInt32
    package let group: UInt32
    /// All groups it is in, the first one included.
    package let groups: [UInt32]
    /// `nil` for a number that has no name here.
    package let name: String?
    package let home: String?

    package init(user: UInt32, group: UInt32, groups: [UInt32], name: String? = nil, home: String? = nil) {
        self.user = user
        self.group = group
        self.groups = groups
        self.name = name
        self.home = home
    }

    /// Finds a user by its name or its number, and with `USER:GROUP` in another group.
    ///
    /// A number without a name is a user of that number, in the group of the same number and in no other. `nil` when
    /// there is no such user or group.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, !first.isEmpty, let found = Self.found(first) else { return nil }
        guard parts.count == 2 else {
            self = found
            return
        }
        guard let group = Self.group(parts[1]) else { return nil }
        self.init(user: found.user, group: group, groups: [group], name: found.name, home: found.home)
    }

    package var isRoot: Bool { user == 0 }

    /// Whether it is the one that this process runs as.
    package var isOwn: Bool { user == geteuid() && group == getegid() }

    /// As messages call it.
    package var shown: String { name ?? String(user) }

    /// The largest number stands for "nobody in particular" in system calls.
    private static func number(_ text: String) -> UInt32? {
        guard text.allSatisfy(\.isASCII), let number = UInt32(text), number < .max else { return nil }
        return number
    }

    private static func found(_ text: String) -> UserAccount? {
        let number = number(text)
        return withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 8) { buffer -> UserAccount? in
            var entry = passwd()
            var result: UnsafeMutablePointer<passwd>?
            let characters = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            guard let characters else { return nil }
            // Of a name that is all digits the number counts.
            if let number {
                getpwuid_r(number, &entry, characters, buffer.count, &result)
            } else {
                getpwnam_r(text, &entry, characters, buffer.count, &result)
            }
            guard result != nil, let name = entry.pw_name else {
                return number.map { UserAccount(user: $0, group: $0, groups: [$0]) }
            }
            return UserAccount(
                user: entry.pw_uid,
                group: entry.pw_gid,
                groups: groups(of: name, entry.pw_gid),
                name: String(cString: name),
                home: entry.pw_dir.map { String(cString: $0) }
            )
        }
    }

    /// The most that the kernel takes.
    private static let maximumGroups = 65_536

    private static func groups(of name: UnsafePointer<CChar>, _ first: UInt32) -> [UInt32] {
        var count: Int32 = 32
        while count <= maximumGroups {
            var groups = [gid_t](repeating: 0, count: Int(count))
            let room = count
            if getgrouplist(name, first, &groups, &count) >= 0 { return Array(groups.prefix(Int(count))) }
            // It says how many there are; some versions do not.
            count = max(count, room * 2)
        }
        return [first]
    }

    private static func group(_ text: String) -> UInt32? {
        if let number = number(text) { return number }
        return withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 8) { buffer -> UInt32? in
            var entry = Glibc.group()
            var result: UnsafeMutablePointer<Glibc.group>?
            guard let characters = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) else { return nil }
            getgrnam_r(text, &entry, characters, buffer.count, &result)
            return result == nil ? nil : entry.gr_gid
        }
    }
}
