import CLinux
import Glibc

/// Asks the kernel who has a file open.
package enum WrittenFiles {
    /// Whether some process has the file open for writing.
    ///
    /// Where the kernel does not tell (files of others, some file systems), a file that changed in the last two seconds
    /// counts as being written.
    package static func isBeingWritten(_ path: String) -> Bool {
        // Without waiting, should somebody put a pipe in its place.
        let file = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
        if file >= 0 {
            defer { close(file) }
            let answer = nyala_is_being_written(file)
            if answer >= 0 { return answer == 1 }
        }
        var information = stat()
        guard lstat(path, &information) == 0 else { return false }
        return time(nil) - information.st_mtim.tv_sec < 2
    }
}
