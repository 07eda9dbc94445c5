import Glibc
package import JobModel
package import LinuxSystem

/// What a run gets on its standard input.
package enum RunInput: Sendable {
    /// A file, which needs no name, on the disk of the home; `size` in bytes.
    case file(SharedDescriptor, size: Int)
    /// What another run of the job got.
    case ofRun(RunID, size: Int)

    package var size: Int {
        switch self {
        case .file(_, let size), .ofRun(_, let size): size
        }
    }

    /// Puts it into the folder of a run, without copying.
    func place(at path: String, earlier: (RunID) -> String) throws(SystemError) {
        let (source, flags): (String, Int32)
        switch self {
        case .file(let file, _): (source, flags) = ("/proc/self/fd/\(file.number)", AT_SYMLINK_FOLLOW)
        case .ofRun(let run, _): (source, flags) = (earlier(run), 0)
        }
        try check("linkat", path: path) { linkat(AT_FDCWD, source, AT_FDCWD, path, flags) }
    }
}
