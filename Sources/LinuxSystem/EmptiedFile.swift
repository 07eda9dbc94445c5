import CLinux
import Glibc

/// Empties a file so that it can be used anew in the place of one that would have to be made.
package enum EmptiedFile {
    /// Whether the file is there, has this one name, is open nowhere, and is empty now.
    ///
    /// Who reads a file while it is removed goes on reading it, and nobody who does may see it become another one: so one
    /// that somebody has open stays as it is, as does one of which the kernel does not tell.
    package static func empty(_ name: String, in folder: OpenFolder) -> Bool {
        // What cannot be used anew is removed instead.
        guard let file = try? PlainFile.open(name, in: folder, O_WRONLY), nyala_is_open_elsewhere(file.number) == 0
        else { return false }
        var information = stat()
        guard fstat(file.number, &information) == 0, information.st_nlink == 1 else { return false }
        return information.st_size == 0 || ftruncate(file.number, 0) == 0
    }
}
