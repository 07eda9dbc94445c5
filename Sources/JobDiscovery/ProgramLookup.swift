import Glibc
import Synchronization

/// Finds programs on a search path; what was found is remembered as long as it exists.
package final class ProgramLookup: Sendable {
    package static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    private let folders: [String]
    private let known = Mutex<[String: String]>([:])

    /// `path`: folders joined by `:`, as in the environment.
    package init(path: String) {
        folders = path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
    }

    /// The absolute path of an executable file of this name; a name with a slash is taken as it is.
    package func find(_ name: String) -> String? {
        if name.contains("/") { return Self.isProgram(name) ? name : nil }
        if let path = known.withLock({ $0[name] }), Self.isProgram(path) { return path }
        guard let path = folders.lazy.map({ "\($0)/\(name)" }).first(where: Self.isProgram) else { return nil }
        known.withLock { $0[name] = path }
        return path
    }

    private static func isProgram(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
