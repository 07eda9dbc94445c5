import Glibc
import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem

/// The original's route for the newest lines of the host's own log.
struct RecentLogRoutes: Sendable {
    private static let defaultCount = 100
    private static let counts = 1...10_000
    /// Bytes at the end of the log that are looked at.
    private static let window = 4 * 1024 * 1024

    let services: APIServices

    func add(to router: Router<APIContext>) {
        for path in ["api/logs/recent", "logs/recent"] {
            router.get("\(path)") { request, _ in
                guard let count = request.query["top"].map({ Int($0) }) ?? Self.defaultCount,
                    Self.counts.contains(count)
                else {
                    throw ProblemAnswer(
                        .badRequest,
                        "\"top\" must be a whole number from 1 to \(Self.counts.upperBound)"
                    )
                }
                let path = "\(services.layout.logFiles)/nyala.log"
                let bytes = try await services.blocking.perform { try Self.end(of: path) }
                let lines = bytes.split(separator: 10).suffix(count).reversed()
                return JSONAnswer.response(.array(lines.compactMap { Self.entry($0) }))
            }
        }
    }

    private static func end(of path: String) throws -> [UInt8] {
        let file = try Descriptor.open(path)
        let size = try file.size()
        let number = file.number
        var bytes = [UInt8](repeating: 0, count: min(size, window))
        let (start, limit) = (max(0, size - window), bytes.count)
        let count = try check("read", path: path) { pread(number, &bytes, limit, off_t(start)) }
        let read = bytes.prefix(count)
        // The first line may have been cut.
        return start == 0 ? Array(read) : Array(read.drop { $0 != 10 })
    }

    /// `2031-02-03T04:05:06.789Z notice message key=value`; `nil` for what is no line of the log.
    static func entry(_ line: some Collection<UInt8>) -> JSONValue? {
        let parts = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 2)
        guard parts.count == 3, Timestamp(rfc3339: String(parts[0])) != nil else { return nil }
        return .object([
            "timestamp": .string(String(parts[0])),
            "level": .string(String(parts[1])),
            "pid": .integer(Int(getpid())),
            "message": .string(String(parts[2])),
        ])
    }
}
