/// Reads what is new in a log, whole lines at a time, from one file to the next when the log rolls.
struct LogReader: Sendable {
    /// Bytes read at a time.
    private static let readSize = 256 * 1024
    /// Bytes in one look; other logs have their turn then.
    private static let turnSize = 4 * 1024 * 1024
    /// The longest line that is waited for: those of jobs are broken at 1 MiB, and have a stamp.
    static let longestLine = 1024 * 1024 + 4096

    let path: String
    let older: @Sendable (Int) -> String

    private var file: OpenLogFile?
    /// The file before, when there is none at the moment.
    private var previous: UInt64?
    private var head: [UInt8] = []
    /// Up to here its lines were told.
    private var end = 0
    /// An unfinished line behind them.
    private var rest: [UInt8] = []

    init(path: String, older: @escaping @Sendable (Int) -> String) {
        self.path = path
        self.older = older
    }

    /// Blocks on the disk.
    ///
    /// `isLast`: nothing more will be written, so an unfinished line is all there will be of it.
    mutating func look(isLast: Bool = false) -> [LogChange] {
        var changes: [LogChange] = []
        if file == nil, previous == nil { openFirst(&changes) }
        readOn(&changes)
        if file == nil || OpenLogFile.inode(of: path) != file?.inode { takeSuccessors(&changes) }
        if isLast { tell(all: true, &changes) }
        return changes
    }

    private mutating func openFirst(_ changes: inout [LogChange]) {
        guard let opened = OpenLogFile(path) else { return }
        let size = opened.size
        let start = opened.start(ofLastLines: 1, before: size)
        // What is there already is read by those who want it.
        let isWhole = size > 0 && opened.read(at: size - 1, upTo: 1) == [10]
        begin(opened, end: isWhole || size - start > Self.longestLine ? size : start, isAfterGap: false, &changes)
    }

    private mutating func begin(_ opened: OpenLogFile, end: Int, isAfterGap: Bool, _ changes: inout [LogChange]) {
        file = opened
        previous = opened.inode
        self.end = end
        head = opened.head(before: end)
        rest = []
        changes.append(.opened(opened, head: head, end: end, isAfterGap: isAfterGap))
    }

    private mutating func readOn(_ changes: inout [LogChange]) {
        guard let file else { return }
        let size = file.size
        if size < end {
            // Emptied in place: what comes is new.
            changes.append(.closed)
            begin(file, end: 0, isAfterGap: false, &changes)
        } else if size < end + rest.count {
            // The disk was full in the middle of a line, and its writer took it back.
            rest.removeAll()
        }
        var taken = 0
        while taken < Self.turnSize {
            let bytes = file.read(at: end + rest.count, upTo: Self.readSize)
            rest += bytes
            tell(all: false, &changes)
            taken += bytes.count
            if bytes.count < Self.readSize { break }
        }
    }

    private mutating func tell(all: Bool, _ changes: inout [LogChange]) {
        guard let file else { return }
        var count = all || rest.count > Self.longestLine ? rest.count : 0
        if let newline = rest.lastIndex(of: 10), !all { count = newline + 1 }
        guard count > 0 else { return }
        let lines = Array(rest[..<count])
        rest.removeFirst(count)
        head += lines.prefix(max(0, LogPosition.headLength - head.count))
        changes.append(.lines(LogPiece(lines, at: end, inode: file.inode, head: head)))
        end += count
    }

    /// The log has rolled, perhaps several times: on to the files that came after the one that was read.
    private mutating func takeSuccessors(_ changes: inout [LogChange]) {
        if file != nil {
            readOn(&changes)
            // Its writer is done with it: there is no other way to end but with its last line.
            tell(all: true, &changes)
            changes.append(.closed)
            file = nil
        }
        // The newest first, so that a file that moves on meanwhile is met twice and not missed.
        var found: [OpenLogFile] = []
        var isKnown = false
        var isOlderThere = false
        for number in 0..<FollowedFiles.maximumFiles {
            guard let opened = OpenLogFile(number == 0 ? path : older(number)) else {
                if number == 0 { return }
                break
            }
            if number > 0, opened.inode == previous {
                isKnown = true
                break
            }
            if number > 0 { isOlderThere = true }
            if !found.contains(where: { $0.inode == opened.inode }) { found.append(opened) }
        }
        guard let newest = found.first else { return }
        // Where no older file is kept, the one there is came next, as far as anybody can tell.
        if isKnown || !isOlderThere {
            for opened in found.dropFirst().reversed() where isKnown {
                let size = opened.size
                changes.append(.opened(opened, head: opened.head(before: size), end: size, isAfterGap: false))
                changes.append(.closed)
            }
        }
        begin(newest, end: 0, isAfterGap: previous != nil && !isKnown && isOlderThere, &changes)
        readOn(&changes)
    }
}
