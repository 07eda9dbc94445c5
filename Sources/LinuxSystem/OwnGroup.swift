/// The cgroup that this process is in, in either of the two hierarchies.
enum OwnGroup {
    /// Where the unified hierarchy is mounted, and the group's path in it, `/` for the topmost; `nil` where there is none.
    static var unified: (mount: String, path: String)? {
        // Without /proc there is no cgroup to be found either.
        guard let mounts = try? FileContents.text("/proc/self/mounts"),
            let mount = mounts.split(separator: "\n").lazy.map({ $0.split(separator: " ") }).first(where: {
                $0.count > 2 && $0[2] == "cgroup2"
            }),
            let path = groups.first(where: { $0.controllers.isEmpty })?.path
        else { return nil }
        return (String(mount[1]), path)
    }

    /// What the group's file says; the second name is that of the older hierarchy.
    ///
    /// `nil` where there is no limit. Limits further up are not looked at: a container sees its own as the topmost.
    static func limit(_ controller: String, _ file: String, _ olderFile: String) -> Int? {
        let older = groups.first { $0.controllers.split(separator: ",").contains(Substring(controller)) }
        let paths = [
            unified.map { "\($0.mount)\($0.path)/\(file)" },
            older.map { "/sys/fs/cgroup/\(controller)\($0.path)/\(olderFile)" },
        ]
        return paths.compactMap(\.self).compactMap(number).min()
    }

    /// `nil` for a file that is not there, or says "max".
    static func number(in path: String) -> Int? {
        // What cannot be read limits nothing that is known.
        guard let text = try? FileContents.text(path) else { return nil }
        return Int(text.split(whereSeparator: \.isWhitespace).first ?? "")
    }

    /// One of each hierarchy: `NUMBER:CONTROLLERS:PATH`, without controllers for the unified one.
    private static var groups: [(controllers: String, path: String)] {
        // As above.
        guard let text = try? FileContents.text("/proc/self/cgroup") else { return [] }
        return text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            return parts.count == 3 ? (String(parts[1]), String(parts[2])) : nil
        }
    }
}
