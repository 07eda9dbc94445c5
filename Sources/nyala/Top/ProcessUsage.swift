import Glibc
import LinuxSystem

/// What processes of this machine use, each with its descendants, from one look to the next.
struct ProcessUsage {
    struct Use {
        /// Percent of one processor since the look before.
        let processor: Double
        /// Bytes in memory.
        let memory: Int
    }

    private struct Entry {
        let parent: Int
        let ticks: Int
        let pages: Int
    }

    private var entries: [Int: Entry] = [:]
    private var children: [Int: [Int]] = [:]
    private var earlier: [Int: Int] = [:]
    private var elapsed: Double = 0
    private var lastLook: Double = 0

    private static let ticksPerSecond = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
    private static let pageSize = max(1, sysconf(Int32(_SC_PAGESIZE)))

    /// `now`: seconds on a clock that only goes forward.
    mutating func look(now: Double) {
        earlier = entries.mapValues(\.ticks)
        elapsed = lastLook == 0 ? 0 : now - lastLook
        lastLook = now
        entries = [:]
        children = [:]
        // Where processes cannot be listed, nothing is known of them.
        for name in (try? Folder.names(in: "/proc")) ?? [] {
            // One that has ended meanwhile is not there any more.
            guard let id = Int(name), let text = try? FileContents.text("/proc/\(name)/stat"),
                let entry = Self.entry(text)
            else { continue }
            entries[id] = entry
            children[entry.parent, default: []].append(id)
        }
    }

    /// The name of a process stands in parentheses and may hold anything.
    private static func entry(_ text: String) -> Entry? {
        guard let close = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: close)...].split(separator: " ")
        guard fields.count > 21, let parent = Int(fields[1]), let user = Int(fields[11]), let system = Int(fields[12]),
            let pages = Int(fields[21])
        else { return nil }
        return Entry(parent: parent, ticks: user + system, pages: pages)
    }

    func use(of root: Int) -> Use? {
        guard entries[root] != nil else { return nil }
        var (ticks, pages, pending) = (0, 0, [root])
        while let id = pending.popLast() {
            guard let entry = entries[id] else { continue }
            // What a process used before it was first seen is not of this moment.
            ticks += max(0, entry.ticks - (earlier[id] ?? entry.ticks))
            pages += entry.pages
            pending += children[id] ?? []
        }
        let share = elapsed > 0 ? Double(ticks) / Self.ticksPerSecond / elapsed * 100 : 0
        return Use(processor: share, memory: pages * Self.pageSize)
    }
}
