import Glibc

/// The program that becomes the parent of the host and its jobs: `nyala-keeper`, beside this one.
enum KeeperProgram {
    private static let name = "nyala-keeper"

    /// Becomes the keeper, which starts this program again with the same arguments, and holds the lock for as long as
    /// it lives.
    ///
    /// Returns never, or with an error.
    static func become(holding lock: HomeLock) throws {
        let path = "\(HostEnvironment.programFolder)/\(name)"
        guard access(path, X_OK) == 0 else {
            throw CommandFailure(.failed, "the program \(name) is not beside nyala (\(path)); install both")
        }
        try lock.outliveExecution()
        let arguments = [path, HostEnvironment.program] + CommandLine.arguments.dropFirst()
        var vector = arguments.map { strdup($0) }
        vector.append(nil)
        execv(path, vector)
        throw CommandFailure(.failed, "cannot execute \(path): \(String(cString: strerror(errno)))")
    }
}
