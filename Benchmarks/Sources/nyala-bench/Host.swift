import Glibc

/// A host that is measured, in a home of its own.
final class Host {
    static let password = "bench-password"

    let home: String
    private(set) var process: pid_t = 0
    private let stage: Stage
    private(set) var port = 0

    /// `prepare`: what is to be in its folder of jobs before it starts; it starts at once unless `start` is false.
    convenience init(
        _ stage: Stage,
        _ name: String,
        start: Bool = true,
        prepare: (String) throws -> Void = { _ in }
    ) throws {
        let home = "\(stage.path)/\(name)"
        try Shell.run(
            "echo \(Self.password) | \(stage.program) init --home \(home) --user bench --password-file - >/dev/null"
        )
        // The time that a deployment watches its jobs says nothing about how fast it is.
        try Shell.run("echo '{\"deploy.settle\": \"1ms\"}' >\(home)/site/settings.json")
        try prepare("\(home)/site/wwwroot/App_Data/jobs")
        self.init(stage, home: home)
        if start { try self.start() }
    }

    /// The next host of a home whose last one has ended.
    convenience init(again other: Host) throws {
        self.init(other.stage, home: other.home)
        try start()
    }

    private init(_ stage: Stage, home: String) {
        self.stage = stage
        self.home = home
    }

    /// Returns when it takes requests.
    func start() throws {
        let log = "\(home).out"
        // What an earlier host said there must not be taken for this one's.
        unlink(log)
        process = try Shell.spawn(
            "/bin/sh",
            ["sh", "-c", "exec \(stage.program) serve --home \(home) --listen 127.0.0.1:0 >\(log) 2>&1"]
        )
        for _ in 0..<2000 where port == 0 {
            Clock.pause(5)
            port = Self.port(in: log)
        }
        guard port > 0 else { throw BenchError("the host does not start: \(Self.text(log))") }
    }

    func stop() {
        end(SIGTERM)
    }

    func kill() {
        end(SIGKILL)
    }

    private func end(_ signal: Int32) {
        Glibc.kill(process, signal)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    var jobs: String { "\(home)/site/wwwroot/App_Data/jobs" }

    /// The children of the keeper, which is the process that was started: the one that serves, and the jobs.
    var children: [pid_t] {
        Self.text("/proc/\(process)/task/\(process)/children").split(separator: " ").compactMap { pid_t($0) }
    }

    /// The keeper, and the process that serves.
    private var processes: [pid_t] {
        [process] + children.filter { Self.text("/proc/\($0)/comm") == "nyala\n" }
    }

    /// The processes of jobs.
    var jobProcesses: [pid_t] {
        children.filter { Self.text("/proc/\($0)/comm") != "nyala\n" }
    }

    /// Kilobytes, of both processes, what is shared with others divided among them.
    var proportionalSize: Int {
        processes.reduce(0) { $0 + Self.kilobytes("Pss:", "/proc/\($1)/smaps_rollup") }
    }

    /// Kilobytes, of both processes.
    var residentSize: Int {
        processes.reduce(0) { $0 + Self.residentSize(of: $1) }
    }

    private static func residentSize(of process: pid_t) -> Int {
        kilobytes("VmRSS:", "/proc/\(process)/status")
    }

    private static func kilobytes(_ name: String, _ file: String) -> Int {
        guard let line = text(file).split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return 0 }
        return Int(line.split(separator: " ").dropLast().last ?? "") ?? 0
    }

    /// Nanoseconds of processor time used by all threads of both processes so far.
    var processorTime: Int64 {
        processes.reduce(0) { $0 + Self.processorTime(of: $1) }
    }

    private static func processorTime(of process: pid_t) -> Int64 {
        var time: Int64 = 0
        guard let folder = opendir("/proc/\(process)/task") else { return 0 }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let fields = text("/proc/\(process)/task/\(name)/schedstat").split(separator: " ")
            time += fields.first.flatMap { Int64($0) } ?? 0
        }
        return time
    }

    static func text(_ path: String) -> String {
        String(decoding: bytes(path), as: UTF8.self)
    }

    /// The content of a file; nothing where there is none.
    static func bytes(_ path: String) -> [UInt8] {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while case let count = read(file, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    private static func port(in log: String) -> Int {
        guard let line = text(log).split(separator: "\n").first(where: { $0.hasPrefix("Nyala serves") }) else {
            return 0
        }
        return line.split(separator: ":").last.flatMap { Int($0) } ?? 0
    }
}
