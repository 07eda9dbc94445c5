import Glibc
import JobModel
package import LinuxSystem

/// What git leaves in a repository when it is killed: locks, which would refuse every later push, and objects of pushes
/// that were never accepted.
package struct GitLeftovers: Sendable {
    /// How long those that still work in the repository are waited for; they end by themselves when their host is gone.
    private static let patience: Duration = .seconds(2)
    /// Milliseconds between two looks.
    private static let pause: Int32 = 5

    private let repository: String
    private let clock: any TimeSource

    package init(in repository: String, clock: any TimeSource) {
        self.repository = repository
        self.clock = clock
    }

    /// Removes them, and returns their paths below the repository; `nil` when somebody still works there.
    ///
    /// Call it when this host does nothing with the repository itself.
    package func clear() throws(SystemError) -> [String]? {
        let found = try find()
        guard !found.isEmpty else { return [] }
        let deadline = clock.monotonicTime() + Self.patience
        while isInUse {
            guard clock.monotonicTime() < deadline else { return nil }
            poll(nil, 0, Self.pause)
        }
        let left = try find()
        for path in left { try Folder.removeTree("\(repository)/\(path)") }
        return left
    }

    private func find() throws(SystemError) -> [String] {
        var found = try names(in: "", deep: false).filter { $0.hasSuffix(".lock") }
        found += try names(in: "refs", deep: true).filter { $0.hasSuffix(".lock") }
        found += try names(in: "objects", deep: false).filter { $0.hasPrefix("objects/tmp_objdir-") }
        return found
    }

    private func names(in folder: String, deep: Bool) throws(SystemError) -> [String] {
        var found: [String] = []
        for name in try Folder.names(in: folder.isEmpty ? repository : "\(repository)/\(folder)") {
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            found.append(path)
            if deep, Folder.exists("\(repository)/\(path)") { found += try names(in: path, deep: true) }
        }
        return found
    }

    /// Whether a git process has its working directory there, as all have that push to it or read it.
    private var isInUse: Bool {
        guard let own = realpath(repository, nil) else { return false }
        defer { free(own) }
        let path = String(cString: own)
        return ProcessTable().entries.values.contains { entry in
            guard !entry.isZombie, let name = try? FileContents.text("/proc/\(entry.processID)/comm"),
                name.hasPrefix("git") || name.hasPrefix("nyala-hook"),
                let folder = try? SymbolicLink.target(of: "/proc/\(entry.processID)/cwd")
            else { return false }
            return String(decoding: folder, as: UTF8.self) == path
        }
    }
}
