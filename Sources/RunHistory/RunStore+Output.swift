import Glibc
package import JobModel
package import LinuxSystem

/// The files of a run's output.
extension RunStore {
    /// Files that the output may have besides its newest: see `LogEnds`.
    private static let olderFiles = 1...3

    /// Bytes of the output and the time of its last change; `nil` for a run without one.
    package func outputSize(of run: RunID, _ job: JobName) -> (bytes: Int, time: Int64)? {
        let path = outputPath(run, of: job)
        var information = stat()
        guard lstat(path, &information) == 0 else { return nil }
        let time = Int64(information.st_mtim.tv_sec)
        var bytes = Int(information.st_size)
        for number in Self.olderFiles where lstat(RolledLogName.older(path, number), &information) == 0 {
            bytes += Int(information.st_size)
        }
        return (bytes, time)
    }

    /// Puts one line in the place of a finished run's output; whether it did.
    package func replaceOutput(of run: RunID, _ job: JobName, with line: [UInt8]) throws(SystemError) -> Bool {
        guard record(run, of: job)?.outcome.isFinal == true else { return false }
        let path = outputPath(run, of: job)
        for number in Self.olderFiles { unlink(RolledLogName.older(path, number)) }
        do throws(SystemError) {
            try AtomicFile.write(line, to: path)
        } catch {
            guard error.isFull else { throw error }
            // There is the room of what is to go.
            let file = try PlainFile.open(path, O_WRONLY | O_TRUNC)
            try file.write(line)
        }
        index.forgetSize(of: run, in: folder(of: job))
        return true
    }
}
