import Glibc
import LinuxSystem
import Synchronization

/// A log that somebody follows: read once, however many they are.
///
/// One task looks for new lines and wakes the followers. Each of them takes what it has not had from memory, or reads
/// it from the file when it is behind, at its own pace.
final class FollowedLog: Sendable {
    private struct State {
        var files = FollowedFiles()
        /// Signs of life that were due.
        var beat = 0
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    let path: String
    private let older: @Sendable (Int) -> String
    private let reading: BlockingExecutor
    private let state = Mutex(State())
    // Locked by the following thread alone, so nobody ever waits for it.
    private let reader: Mutex<LogReader>

    init(path: String, older: @escaping @Sendable (Int) -> String, reading: BlockingExecutor) {
        self.path = path
        self.older = older
        self.reading = reading
        reader = Mutex(LogReader(path: path, older: older))
    }

    // MARK: on the following thread

    /// Looks for new lines until nobody is left or nothing more will come.
    ///
    /// `isOver` is asked before each look: what was written before the end is read after it.
    func run(
        _ pace: FollowedLogs.Pace,
        isOver: @Sendable () async -> Bool,
        isStopping: @Sendable () -> Bool
    ) async {
        var quiet: Duration = .zero
        while !Task.isCancelled {
            let isLast = await isOver()
            let isStopping = isStopping()
            let hasNews = look(isLast: isLast)
            quiet = hasNews ? .zero : quiet + pace.look
            if quiet >= pace.heartbeat {
                quiet = .zero
                wake { $0.beat += 1 }
            }
            if isLast || isStopping {
                return wake { $0.files.isOver = true }
            }
            // Cancelled when the last follower has gone: the loop ends then.
            try? await Task.sleep(for: pace.look)
        }
    }

    /// Whether there was something new.
    @discardableResult
    func look(isLast: Bool = false) -> Bool {
        let changes = reader.withLock { $0.look(isLast: isLast) }
        guard !changes.isEmpty else { return false }
        wake { state in
            for change in changes { state.files.apply(change) }
        }
        return true
    }

    /// Where a follower begins.
    func cursor(_ start: LogStart) -> LogCursor {
        look()
        let files = state.withLock { $0.files }
        let newest = files.firstNumber + max(0, files.files.count - 1)
        switch start {
        case .beginning: return LogCursor(file: newest, offset: 0)
        case .lastLines(let count):
            guard let last = files.files.last else { return LogCursor(file: newest, offset: 0) }
            return LogCursor(file: newest, offset: last.file.start(ofLastLines: count, before: last.end))
        case .after(let position):
            if let cursor = files.cursor(position) { return cursor }
            if let cursor = findOlder(position, files) { return cursor }
            return LogCursor(file: newest, offset: 0, isAfterGap: true)
        }
    }

    /// Looks through the older files on disk, and takes up those from the position on.
    private func findOlder(_ position: LogPosition, _ known: FollowedFiles) -> LogCursor? {
        var found: [FollowedFiles.File] = []
        var number = 1
        while known.files.count + found.count < FollowedFiles.maximumFiles, let opened = OpenLogFile(older(number)) {
            number += 1
            let size = opened.size
            guard !known.files.contains(where: { $0.file.inode == opened.inode }),
                !found.contains(where: { $0.file.inode == opened.inode })
            else { continue }
            let head = opened.head(before: size)
            found.insert(.init(file: opened, head: head, end: size, isClosed: true), at: 0)
            guard position.isIn(opened.inode, head: head, size: size) else { continue }
            return state.withLock { state in
                state.files.prepend(found)
                return LogCursor(file: state.files.firstNumber, offset: position.offset)
            }
        }
        return nil
    }

    private func wake(_ body: (inout State) -> Void) {
        let waiters = state.withLock { state in
            body(&state)
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    // MARK: for followers

    /// What comes next; returns when there is something, at the latest with the next sign of life.
    func next(_ cursor: inout LogCursor) async throws -> LogStep {
        while true {
            if cursor.isAfterGap {
                cursor.isAfterGap = false
                return .gap
            }
            let (next, beat) = state.withLock { ($0.files.next(for: cursor), $0.beat) }
            switch next {
            case .lines(let piece):
                cursor.offset = piece.end
                cursor.beat = beat
                return .lines(piece)
            case .read(let file, let offset):
                let piece = try await reading.perform { Self.lines(of: file, from: offset) }
                guard let piece else {
                    // Emptied by somebody before it was read.
                    cursor = LogCursor(file: cursor.file, offset: file.end, isAfterGap: true, beat: beat)
                    continue
                }
                cursor.offset = piece.end
                cursor.beat = beat
                return .lines(piece)
            case .moved(let place):
                cursor = place
            case .end:
                return .end
            case .wait:
                if cursor.beat != beat {
                    cursor.beat = beat
                    return .quiet
                }
                await wait(cursor)
            }
        }
    }

    /// Returns when something has changed since the follower was there.
    private func wait(_ cursor: LogCursor) async {
        await withCheckedContinuation { continuation in
            let isWaiting = state.withLock { state in
                guard case .wait = state.files.next(for: cursor), state.beat == cursor.beat else { return false }
                state.waiters.append(continuation)
                return true
            }
            if !isWaiting { continuation.resume() }
        }
    }

    /// Whole lines from the file; at least one, however long.
    private static func lines(of file: FollowedFiles.File, from offset: Int) -> LogPiece? {
        var bytes = file.file.read(at: offset, upTo: min(readSize, file.end - offset))
        while offset + bytes.count < file.end, !bytes.contains(10), bytes.count <= LogReader.longestLine {
            let more = file.file.read(at: offset + bytes.count, upTo: min(readSize, file.end - offset - bytes.count))
            if more.isEmpty { break }
            bytes += more
        }
        if offset + bytes.count < file.end, let newline = bytes.lastIndex(of: 10) {
            bytes.removeLast(bytes.count - newline - 1)
        }
        guard !bytes.isEmpty else { return nil }
        return LogPiece(bytes, at: offset, inode: file.file.inode, head: file.head)
    }

    /// Bytes that a follower who is behind reads at a time.
    private static let readSize = 64 * 1024
}
