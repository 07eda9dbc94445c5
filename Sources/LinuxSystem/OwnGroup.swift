/// Limits of the cgroup that this process was started in, in either of the two hierarchies.
///
/// Limits further up are not looked at: a container sees its own as the topmost.
enum OwnGroup {
    /// What the files say; the second name is that of the older hierarchy.
    ///
    /// `nil` where there is no limit.
    static func limit(_ controller: String, _ file: String, _ olderFile: String) -> Int? {
        guard let bytes = try? FileContents.read("/proc/self/cgroup") else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let found = lines.compactMap { line -> Int? in
            // NUMBER:CONTROLLERS:PATH, without controllers for the newer one.
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return nil }
            if parts[1].isEmpty { return number(in: "/sys/fs/cgroup\(parts[2])/\(file)") }
            guard parts[1].split(separator: ",").contains(Substring(controller)) else { return nil }
            return number(in: "/sys/fs/cgroup/\(controller)\(parts[2])/\(olderFile)")
        }
        return found.min()
    }

    /// `nil` for a file that is not there, or says "max".
    static func number(in path: String) -> Int? {
        guard let bytes = try? FileContents.read(path) else { return nil }
        return Int(String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).first ?? "")
    }
}
