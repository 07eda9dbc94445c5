import Glibc

/// Starts programs.
enum Shell {
    /// Runs a line of shell to its end; throws when it fails.
    @discardableResult
    static func run(_ line: String) throws -> Int32 {
        var status: Int32 = 0
        let process = try spawn("/bin/sh", ["sh", "-c", line])
        waitpid(process, &status, 0)
        guard status == 0 else { throw BenchError("failed: \(line)") }
        return status
    }

    /// Starts a program as cheaply as the C library can (vfork).
    ///
    /// `isQuiet`: what it says on standard error is of no interest. `input` and `output` are descriptors of this process.
    static func spawn(
        _ program: String,
        _ arguments: [String],
        isQuiet: Bool = false,
        input: Int32? = nil,
        output: Int32? = nil
    ) throws -> pid_t {
        var process = pid_t()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input { posix_spawn_file_actions_adddup2(&actions, input, 0) }
        if let output { posix_spawn_file_actions_adddup2(&actions, output, 1) }
        if isQuiet { posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) }
        var vector: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { vector.forEach { free($0) } }
        guard posix_spawn(&process, program, &actions, nil, &vector, environ) == 0 else {
            throw BenchError("cannot start \(program)")
        }
        return process
    }
}
