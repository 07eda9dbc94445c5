import CLinux
import Glibc

extension FileOwner {
    /// Makes a tree this process's own, for all to read and for nobody else to change: folders before what is in them, so
    /// that nothing in them is exchanged meanwhile.
    ///
    /// A file that has several names keeps its owner, for one of them may be elsewhere. Pipes and sockets are removed.
    /// Folders more than ``maximumDepth`` below each other throw `ENAMETOOLONG`.
    package static func takeTree(_ path: String) throws(SystemError) {
        let place = try Place(AT_FDCWD, Array(path.utf8CString), path)
        try place.take(path)
        if place.isFolder { try takeContents(place, path, depth: 0) }
    }

    private static func takeContents(
        _ folder: borrowing Place,
        _ path: String,
        depth: Int
    ) throws(SystemError) {
        guard depth < maximumDepth else { throw SystemError(call: "chown", path: path, code: ENAMETOOLONG) }
        try forEachName(in: folder, path) { (number, name) throws(SystemError) in
            let place = try Place(number, name, path)
            if place.isNothingToKeep {
                unlinkat(number, name, 0)
                return
            }
            try place.take(path)
            if place.isFolder { try takeContents(place, path, depth: depth + 1) }
        }
    }
}
