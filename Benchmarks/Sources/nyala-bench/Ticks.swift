import Glibc

/// What the scheduled jobs recorded of themselves: who was due when, and when its first instruction ran.
struct Ticks {
    /// The seconds that are measured: `times` of them from `first` on, `period` apart.
    struct Window {
        let jobs: Int
        let first: Int64
        let period: Int64
        let times: Int

        var due: Int { jobs * times }
        var end: Int64 { first + period * Int64(times) }
        func contains(_ second: Int64) -> Bool { second >= first && second < end }
    }

    private(set) var due = 0
    private(set) var starts = 0
    private(set) var missed = 0
    private(set) var doubled = 0
    /// Nanoseconds of all starts, and of the first one of each second.
    private(set) var all: [Int64] = []
    private(set) var firsts: [Int64] = []

    /// Adds the records of a file that belong to the window.
    mutating func add(_ file: String, _ window: Window) throws {
        var seen: Set<Occurrence> = []
        var earliest: [Int64: Int64] = [:]
        for record in try Record.all(in: file) where window.contains(record.occurrence.second) {
            let lateness = record.time - record.occurrence.second * 1_000_000_000
            starts += 1
            if !seen.insert(record.occurrence).inserted { doubled += 1 }
            all.append(lateness)
            earliest[record.occurrence.second] = min(lateness, earliest[record.occurrence.second] ?? .max)
        }
        due += window.due
        missed += window.due - seen.count
        firsts += earliest.values
    }

    /// How often each job started for each moment, by `JOB SECOND`.
    static func counts(in file: String) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for record in try Record.all(in: file) {
            counts["\(record.occurrence.job) \(record.occurrence.second)", default: 0] += 1
        }
        return counts
    }

    /// Seconds since 1970 of `2031-02-03T04:05:06Z`.
    static func second(_ text: String) -> Int64? {
        let numbers = text.split { !$0.isNumber }.compactMap { Int32($0) }
        guard numbers.count == 6, text.utf8.count == 20, text.last == "Z" else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
        return Int64(timegm(&parts))
    }

    /// Milliseconds.
    static func percentile(_ times: [Int64], _ percent: Int) -> Double {
        guard !times.isEmpty else { return .nan }
        let sorted = times.sorted()
        return Double(sorted[min(sorted.count - 1, sorted.count * percent / 100)]) / 1e6
    }
}

/// One moment for which one job was scheduled.
private struct Occurrence: Hashable {
    let job: String
    let second: Int64
}

/// What one start left: see `programs/tick.c`.
private struct Record {
    static let size = 64

    let time: Int64
    let occurrence: Occurrence

    static func all(in file: String) throws -> [Record] {
        let bytes = Host.bytes(file)
        return try stride(from: 0, to: bytes.count - size + 1, by: size).map { offset in
            try Record(bytes[offset..<offset + size])
        }
    }

    private init(_ bytes: ArraySlice<UInt8>) throws {
        time = bytes.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
        let text = bytes.dropFirst(8)
        let scheduled = Self.string(text.dropFirst(24))
        guard let second = Ticks.second(scheduled) else { throw BenchError("a start was not for \"\(scheduled)\"") }
        occurrence = Occurrence(job: Self.string(text.prefix(24)), second: second)
    }

    private static func string(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
