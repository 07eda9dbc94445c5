import Glibc
import LinuxSystem

/// Writes a large file out of the repository piece by piece, which libgit2 does not: it takes the whole into memory.
///
/// git's own `cat-file` does the work.
struct LargeBlob {
    /// Files of this size (bytes) and more are written like this.
    static let threshold = 32 * 1024 * 1024

    let repository: String
    /// Where objects are looked for besides.
    let alternates: [String]
    let name: String

    /// Blocks its thread, which must be one that never ends.
    func write(to file: borrowing Descriptor) throws(GitError) {
        let exit: ProcessExit
        do {
            let null = SharedDescriptor(try Descriptor.open("/dev/null", O_RDWR))
            let number = file.number
            let copy = try check("fcntl") { fcntl(number, F_DUPFD_CLOEXEC, 0) }
            let process = try SpawnedProcess.started(
                SpawnRequest(
                    program: "/usr/bin/env",
                    arguments: ["env", "git"] + Self.settings.flatMap { ["-c", $0] } + ["cat-file", "blob", name],
                    environment: environment,
                    directory: repository,
                    standardInput: null,
                    standardOutput: SharedDescriptor(Descriptor(owning: copy)),
                    standardError: null
                )
            )
            exit = try process.waitForExit()
        } catch let error as SystemError {
            throw .system(error)
        } catch {
            throw failed("\(error)")
        }
        guard exit == .code(0) else { throw failed("git cat-file ended with \(exit)") }
    }

    private func failed(_ reason: String) -> GitError {
        .failed(operation: "writing", on: "file \(name)", reason: reason)
    }

    /// A pack is looked at through a small window, and no object is held as a whole.
    private static let settings = [
        "safe.directory=*", "core.bigFileThreshold=1m", "core.packedGitWindowSize=1m", "core.packedGitLimit=16m",
    ]

    private var environment: [String] {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        var variables = [
            "PATH=\(path)", "GIT_DIR=\(repository)", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
        ]
        if !alternates.isEmpty {
            variables.append("GIT_ALTERNATE_OBJECT_DIRECTORIES=\(alternates.joined(separator: ":"))")
        }
        return variables
    }
}
