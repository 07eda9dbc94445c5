/// The files of a followed log, and the newest of its lines, which most followers are about to send.
///
/// It says for every follower where its next lines come from.
struct FollowedFiles: Sendable {
    /// Files that are held open for followers who are behind.
    static let maximumFiles = 16
    /// Bytes of the newest lines that are held in memory; the newest piece may come on top.
    static let windowSize = 256 * 1024
    static let windowPieces = 256

    struct File: Sendable {
        let file: OpenLogFile
        var head: [UInt8]
        /// Up to here its lines can be read.
        var end: Int
        var isClosed = false
        var isAfterGap = false
    }

    enum Next {
        case lines(LogPiece)
        /// Lines that are not in memory any more.
        case read(File, from: Int)
        /// At another place.
        case moved(LogCursor)
        case wait
        case end
    }

    private(set) var files: [File] = []
    /// The number of the first of them.
    private(set) var firstNumber = 0
    private var window: [LogPiece] = []
    private var windowBytes = 0
    /// Nothing will come any more.
    var isOver = false

    mutating func apply(_ change: LogChange) {
        switch change {
        case .opened(let file, let head, let end, let isAfterGap):
            files.append(File(file: file, head: head, end: end, isAfterGap: isAfterGap))
            window = []
            windowBytes = 0
            if files.count > Self.maximumFiles {
                files.removeFirst()
                firstNumber += 1
            }
        case .lines(let piece):
            guard !files.isEmpty else { return }
            files[files.count - 1].end = piece.end
            files[files.count - 1].head = piece.head
            window.append(piece)
            windowBytes += piece.bytes.count
            while window.count > 1, windowBytes > Self.windowSize || window.count > Self.windowPieces {
                windowBytes -= window.removeFirst().bytes.count
            }
        case .closed:
            if !files.isEmpty { files[files.count - 1].isClosed = true }
        }
    }

    /// Adds files that came before those that are known, oldest first.
    mutating func prepend(_ older: [File]) {
        files.insert(contentsOf: older, at: 0)
        firstNumber -= older.count
    }

    func next(for cursor: LogCursor) -> Next {
        guard cursor.file >= firstNumber else {
            return .moved(LogCursor(file: firstNumber, offset: 0, isAfterGap: true, beat: cursor.beat))
        }
        let index = cursor.file - firstNumber
        guard index < files.count else { return isOver ? .end : .wait }
        let file = files[index]
        if cursor.offset < file.end {
            if index == files.count - 1, let piece = window.last(where: { $0.start <= cursor.offset }) {
                return .lines(piece.rest(from: cursor.offset))
            }
            return .read(file, from: cursor.offset)
        }
        // Its successor is known in the same moment.
        guard file.isClosed, index + 1 < files.count else { return isOver ? .end : .wait }
        let isAfterGap = files[index + 1].isAfterGap
        return .moved(LogCursor(file: cursor.file + 1, offset: 0, isAfterGap: isAfterGap, beat: cursor.beat))
    }

    /// The place of a position; `nil` where its file is not among these.
    func cursor(_ position: LogPosition) -> LogCursor? {
        let index = files.lastIndex { position.isIn($0.file.inode, head: $0.head, size: $0.end) }
        return index.map { LogCursor(file: firstNumber + $0, offset: position.offset) }
    }
}
