import CLinux
import Glibc

/// One look at the processes of this machine, for finding what a job left behind where there are no cgroups.
package struct ProcessTable: Sendable {
    package struct Entry: Sendable, Hashable {
        package let processID: Int32
        package let parent: Int32
        package let group: Int32
        package let session: Int32
        package let isZombie: Bool
    }

    package let entries: [Int32: Entry]

    /// Reads `/proc`; a process that ends meanwhile is left out.
    package init() {
        var entries: [Int32: Entry] = [:]
        // An unreadable /proc is an empty table.
        for name in (try? Folder.names(in: "/proc")) ?? [] {
            guard let processID = Int32(name), let entry = Self.entry(processID) else { continue }
            entries[processID] = entry
        }
        self.entries = entries
    }

    /// The number that the machine gave to the newest process or thread: while it stays, nothing was forked.
    package static var newestNumber: Int32? {
        // `0.20 0.18 0.12 1/80 11206`; without /proc nobody knows.
        guard let text = try? FileContents.text("/proc/loadavg") else { return nil }
        return text.split(whereSeparator: \.isWhitespace).last.flatMap { Int32($0) }
    }

    /// The process and all below it.
    package func descendants(of root: Int32) -> Set<Int32> {
        var children: [Int32: [Int32]] = [:]
        for entry in entries.values { children[entry.parent, default: []].append(entry.processID) }
        var found: Set<Int32> = []
        var waiting = [root]
        while let next = waiting.popLast() {
            for child in children[next] ?? [] where found.insert(child).inserted { waiting.append(child) }
        }
        return found
    }

    /// The first child of this process whose environment holds the `NAME=value`.
    package func child(of parent: Int32, markedWith mark: String) -> Int32? {
        entries.values.first {
            $0.parent == parent && Self.environment(of: $0.processID, contains: mark)
        }?.processID
    }

    /// Whether the environment a process was started with holds exactly this `NAME=value`.
    package static func environment(of processID: Int32, contains mark: String) -> Bool {
        // A process of another user, or one that has just ended, does not count as marked.
        guard let bytes = try? FileContents.read("/proc/\(processID)/environ") else { return false }
        let mark = Array(mark.utf8)
        return bytes.split(separator: 0).contains { $0.elementsEqual(mark) }
    }

    /// What a process and its children that ended have used of the processors; zero for one that is gone.
    package static func processorTime(of processID: Int32) -> Duration {
        guard let text = try? FileContents.text("/proc/\(processID)/stat"), let end = text.lastIndex(of: ")") else {
            return .zero
        }
        // utime, stime, cutime, cstime: fields 14 to 17 of the line, the state being field 3.
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 14 else { return .zero }
        let ticks = fields[11...14].reduce(0) { $0 + (Int64($1) ?? 0) }
        return .seconds(1) * ticks / sysconf(Int32(_SC_CLK_TCK))
    }

    /// Bytes in memory that only this process has; zero for one that is gone.
    package static func privateMemory(of processID: Int32) -> Int {
        guard let text = try? FileContents.text("/proc/\(processID)/statm") else { return 0 }
        let pages = text.split(separator: " ").compactMap { Int($0) }
        return pages.count > 2 ? max(0, pages[1] - pages[2]) * Int(getpagesize()) : 0
    }

    /// Bytes of a process in memory, and the most there ever were; zero for one that is gone.
    package static func residentMemory(of processID: Int32) -> (now: Int, peak: Int) {
        guard let text = try? FileContents.text("/proc/\(processID)/status") else { return (0, 0) }
        var (now, peak) = (0, 0)
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            if line.starts(with: "VmHWM:".utf8) { peak = kilobytes(line) * 1024 }
            if line.starts(with: "VmRSS:".utf8) { now = kilobytes(line) * 1024 }
        }
        return (now, max(now, peak))
    }

    /// The number in a line such as `VmRSS:     812 kB`.
    private static func kilobytes(_ line: Substring.UTF8View) -> Int {
        let digits = line.drop { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") }
            .prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return Int(Substring(digits)) ?? 0
    }

    /// Threads of a process; zero for one that is gone.
    package static func taskCount(of processID: Int32) -> Int {
        guard let text = try? FileContents.text("/proc/\(processID)/stat"), let end = text.lastIndex(of: ")") else {
            return 0
        }
        // Field 20 of the line, the state being field 3.
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 17 ? Int(fields[17]) ?? 1 : 0
    }

    /// Collects the exit statuses of ended orphans that the kernel handed to this process.
    ///
    /// They become children of its first thread. What was started here is left for its owner to collect.
    package static func collectOrphans() {
        let own = getpid()
        // Without this file (a kernel built without it) zombies stay until this process ends.
        guard let text = try? FileContents.text("/proc/self/task/\(own)/children") else { return }
        for processID in text.split(separator: " ").compactMap({ Int32($0) })
        where !SpawnedProcess.isOwned(processID) {
            var result = nyala_exit()
            // One that still lives is left alone.
            _ = nyala_collect_orphan(processID, &result)
        }
    }

    /// Makes this process the parent of orphans below it.
    package static func becomeSubreaper() throws(SystemError) {
        try check("prctl") { nyala_become_subreaper() }
    }

    private static func entry(_ processID: Int32) -> Entry? {
        // Ended meanwhile.
        guard let text = try? FileContents.text("/proc/\(processID)/stat"), let end = text.lastIndex(of: ")") else {
            return nil
        }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 3, let parent = Int32(fields[1]), let group = Int32(fields[2]),
            let session = Int32(fields[3])
        else { return nil }
        return Entry(
            processID: processID,
            parent: parent,
            group: group,
            session: session,
            isZombie: fields[0] == "Z" || fields[0] == "X"
        )
    }
}
