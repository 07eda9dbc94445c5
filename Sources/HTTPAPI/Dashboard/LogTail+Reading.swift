import Dashboard
import Hummingbird
import JobModel
import LinuxSystem
import LogFollowing

extension APIServices {
    /// The last lines of a log; of one that does not exist yet, none.
    ///
    /// A line longer than this file's limit is shown from its end on: what is asked for is a page, not the log.
    func logTail(
        _ path: String,
        ofRun isOfRun: Bool = false,
        lines: Int,
        raw: String,
        isOver: Bool
    ) async throws -> LogTail {
        try await blocking.perform {
            guard let file = JoinedLog(path, ofRun: isOfRun) else {
                return LogTail(lines: [], start: 0, end: 0, position: nil, raw: raw, isOver: isOver)
            }
            let size = file.size
            let start = max(file.start(ofLastLines: lines, before: size), size - Self.maximumTail)
            var bytes = file.read(at: start, upTo: size - start)
            let end = start + bytes.count
            // The last line may be half written.
            if bytes.last == 10 { bytes.removeLast() }
            let texts =
                bytes.isEmpty
                ? []
                : bytes.split(separator: 10, omittingEmptySubsequences: false)
                    .map { String(decoding: $0, as: UTF8.self) }
            return LogTail(
                lines: texts,
                start: start,
                end: end,
                position: file.position(after: end)?.description,
                raw: raw,
                isOver: isOver
            )
        }
    }

    /// Bytes of a log in a page.
    private static let maximumTail = 48 * 1024
}
