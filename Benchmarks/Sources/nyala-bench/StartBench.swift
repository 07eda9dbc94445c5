import CLinux
import Glibc

/// Start of a process → its first instruction: through the host's own door, beside the cheapest the C library has.
///
/// The door gives each process a session of its own, a descriptor that stands for it, clean signals, and closes all
/// descriptors but three.
struct StartBench {
    private static let warmUp = 5

    private let stage: Stage

    init(_ stage: Stage) {
        self.stage = stage
    }

    func run(_ repetitions: Int) throws {
        var (floor, door) = (Samples("vfork + exec"), Samples("nyala's door"))
        for round in 0..<repetitions * 5 + Self.warmUp {
            let counts = round >= Self.warmUp
            Clock.pause(5)
            var start = Clock.now()
            var process = try Shell.spawn(stage.stamp, ["stamp", stage.fifo, "floor"])
            var end = stage.wait(for: "floor")
            collect(process)
            if counts { floor.add(from: start, to: end) }
            Clock.pause(5)
            start = Clock.now()
            process = try spawn([stage.stamp, stage.fifo, "door"])
            end = stage.wait(for: "door")
            collect(process)
            if counts { door.add(from: start, to: end) }
        }
        Samples.show("start -> first instruction", [floor, door], target: "at most 1.3 x")
    }

    private func spawn(_ words: [String]) throws -> pid_t {
        let stack = UnsafeMutableRawPointer.allocate(byteCount: Int(NYALA_SPAWN_STACK_SIZE), alignment: 16)
        defer { stack.deallocate() }
        let null = open("/dev/null", O_RDWR)
        defer { close(null) }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var spawn = nyala_spawn()
        spawn.stack = stack
        spawn.lane = -1
        spawn.request.control_group = -1
        spawn.request.sandbox = -1
        (spawn.request.standard_input, spawn.request.standard_output, spawn.request.standard_error) = (null, null, null)
        return try arguments.withUnsafeMutableBufferPointer { arguments in
            spawn.request.program = UnsafePointer(arguments[0])
            spawn.request.arguments = UnsafePointer(arguments.baseAddress)
            spawn.request.environment = UnsafePointer(environ)
            return try "/".withCString { folder in
                spawn.request.directory = folder
                guard nyala_spawn_begin(&spawn) == 0, nyala_spawn_finish(&spawn) == 0 else {
                    throw BenchError("cannot start \(words[0])")
                }
                close(spawn.process_descriptor)
                return spawn.process
            }
        }
    }

    private func collect(_ process: pid_t) {
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }
}
