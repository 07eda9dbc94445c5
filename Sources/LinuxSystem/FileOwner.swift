import Glibc

/// Whose a new file is.
package enum FileOwner {
    /// Gives an open file to the owner of a folder, where the two differ and this process may do so.
    ///
    /// An administrator who uses a command on somebody else's home must not leave a file there that its host cannot
    /// read. Anybody else than root has nothing to give away.
    package static func giveToOwner(ofFolder folder: String, file: borrowing Descriptor) throws(SystemError) {
        guard geteuid() == 0 else { return }
        var information = stat()
        try check("stat", path: folder) { stat(folder, &information) }
        guard information.st_uid != 0 else { return }
        let number = file.number
        try check("fchown", path: folder) { fchown(number, information.st_uid, information.st_gid) }
    }
}
