import Glibc

/// The site's settings as a file, which people may have written by hand, for all to read.
package enum SettingsFile {
    /// Takes the right to read it from everybody but its owner, before anything of another user's runs.
    ///
    /// Where it is not this host's to close, it is not this host's to answer for either.
    package static func close(_ path: String) {
        var information = stat()
        guard stat(path, &information) == 0, information.st_mode & 0o077 != 0 else { return }
        chmod(path, information.st_mode & 0o700)
    }
}
