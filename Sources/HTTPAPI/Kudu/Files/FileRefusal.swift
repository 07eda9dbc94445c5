import Glibc
import HTTPTypes
import LinuxSystem

/// What stands in the way on disk, in words for who asked: mostly the client can mend it.
enum FileRefusal {
    static func answer(_ error: SystemError) -> any Error {
        switch error.code {
        case ENOENT: ProblemAnswer(.notFound, "there is no such folder")
        case ENOTDIR: ProblemAnswer(.conflict, "a file is where a folder would have to be")
        case EISDIR, ENOTEMPTY: ProblemAnswer(.conflict, "a folder is where a file would have to be")
        case EXDEV, ELOOP:
            ProblemAnswer(.forbidden, "a link in this path leads elsewhere; links are not followed here")
        case ENAMETOOLONG: ProblemAnswer(.badRequest, "the path is too long")
        case EACCES, EPERM, EROFS: ProblemAnswer(.forbidden, "the host's user may not change this: \(error)")
        case EBUSY: ProblemAnswer(.forbidden, "the host needs this folder")
        default: error
        }
    }
}
