import Glibc

/// The temporary folder of a run, with the compiled jobs and the FIFO they report through.
final class Stage {
    let path: String
    let program: String
    let stamp: String
    let idle: String
    let tick: String
    let metronome: String
    let loop: String
    let lines: String
    let fifo: String
    private let reader: Int32
    private var rest = ""
    private var reports: [Int64] = []

    init(program: String) throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/nyala-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchError("no temporary folder") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.program = program
        stamp = "\(path)/stamp"
        idle = "\(path)/idle"
        tick = "\(path)/tick"
        metronome = "\(path)/metronome"
        loop = "\(path)/loop"
        lines = "\(path)/lines"
        fifo = "\(path)/fifo"
        // …/Benchmarks/Sources/nyala-bench/Stage.swift
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        for (name, flags) in [
            ("stamp", ""), ("idle", ""), ("tick", "-nostdlib -s"), ("metronome", ""), ("loop", ""), ("lines", ""),
        ] {
            try Shell.run("musl-gcc -O2 -static \(flags) -o \(path)/\(name) \(root)/programs/\(name).c")
        }
        guard mkfifo(fifo, 0o600) == 0 else { throw BenchError("no FIFO") }
        // For both, so that the end of one writer is not the end of the stream.
        reader = open(fifo, O_RDWR | O_NONBLOCK)
    }

    func remove() {
        close(reader)
        // It holds nothing but what this run made.
        _ = try? Shell.run("rm -rf \(path)")
    }

    /// Waits for the report of this id: when its first instruction ran; `nil` when it does not come in time.
    func wait(for id: String, seconds: Double = 10) -> Int64? {
        let deadline = Clock.now() + Int64(seconds * 1e9)
        var buffer = [UInt8](repeating: 0, count: 4096)
        while Clock.now() < deadline {
            while let end = rest.firstIndex(of: "\n") {
                let words = rest[..<end].split(separator: " ")
                rest = String(rest[rest.index(after: end)...])
                if words.count == 2, words[0] == id { return Int64(words[1]) }
            }
            var event = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
            guard poll(&event, 1, 100) > 0 else { continue }
            let count = read(reader, &buffer, buffer.count)
            if count > 0 { rest += String(decoding: buffer[..<count], as: UTF8.self) }
        }
        return nil
    }

    /// Waits for so many reports, whoever they are of: when the first instruction of the latest ran.
    func wait(forCount count: Int, seconds: Double) -> Int64? {
        let deadline = Clock.now() + Int64(seconds * 1e9)
        while Clock.now() < deadline {
            drain()
            if reports.count >= count {
                defer { reports = [] }
                return reports.max()
            }
            var event = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
            poll(&event, 1, 100)
        }
        return nil
    }

    /// Takes what has been reported, so that nobody has to wait who reports.
    func drain() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(reader, &buffer, buffer.count), count > 0 {
            rest += String(decoding: buffer[..<count], as: UTF8.self)
        }
        let lines = rest.split(separator: "\n", omittingEmptySubsequences: false)
        reports += lines.dropLast().compactMap { $0.split(separator: " ").last.flatMap { Int64($0) } }
        rest = String(lines.last ?? "")
    }

    func write(_ file: String, _ text: String, mode: mode_t = 0o644) throws {
        try write(file, bytes: Array(text.utf8), mode: mode)
    }

    func write(_ file: String, bytes: [UInt8], mode: mode_t = 0o644) throws {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, mode)
        guard descriptor >= 0 else { throw BenchError("cannot write \(file)") }
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
    }
}

enum Clock {
    static func now() -> Int64 {
        read(CLOCK_MONOTONIC)
    }

    /// Nanoseconds since 1970.
    static func wallTime() -> Int64 {
        read(CLOCK_REALTIME)
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    static func pause(_ milliseconds: Int32) {
        poll(nil, 0, milliseconds)
    }
}
