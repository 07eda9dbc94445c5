import Cryptography
import Glibc
package import LinuxSystem

/// Where secrets that jobs get as files are written: a folder of this home's own, in memory only.
package struct SecretMemory: Sendable {
    /// Names the only folder to be taken.
    package static let variable = "NYALA_SECRETS_FOLDER"
    private static let shared = "/dev/shm"

    private let candidates: [String]
    private let name: String

    /// `environment` is the host's own; `home` tells this home's folder from that of another.
    package init(home: String, environment: [String: String]) {
        name = "nyala-secrets-\(Sodium.hexDigits(Sodium.hash(Array(home.utf8)).prefix(8)))"
        if let only = environment[Self.variable], !only.isEmpty {
            candidates = [only]
        } else {
            candidates = [environment["XDG_RUNTIME_DIR"], Self.shared].compactMap(\.self).filter { !$0.isEmpty }
        }
    }

    /// The first folder that is in memory and can be written to.
    private var root: String? {
        candidates.first { MemoryFolder.contains($0) && access($0, W_OK | X_OK) == 0 }.map { "\($0)/\(name)" }
    }

    package var problem: SecretsError? {
        root == nil ? .noMemory(looked: candidates) : nil
    }

    /// Removes what an earlier host left behind, or this one, besides these folders.
    package func clear(keeping used: Set<String> = []) {
        for candidate in candidates {
            let path = "\(candidate)/\(name)"
            // A folder of somebody else's is none of ours; what cannot be removed is met again when files are made.
            guard Self.isOwn(path) else { continue }
            guard used.contains(where: { $0.hasPrefix("\(path)/") }) else {
                try? Folder.removeTree(path)
                continue
            }
            for name in (try? Folder.names(in: path)) ?? [] where !used.contains("\(path)/\(name)") {
                try? Folder.removeTree("\(path)/\(name)")
            }
        }
    }

    /// Writes files for one start; `start` is a name that no other start has meanwhile.
    ///
    /// `user`: whose they are to be, if not this host's.
    package func make(
        _ start: String,
        _ files: [(name: String, value: [UInt8])],
        for user: UserAccount? = nil
    ) throws(SecretsError) -> SecretFiles {
        guard let root else { throw .noMemory(looked: candidates) }
        return try SecretsError.reaching { () throws(SystemError) in
            if mkdir(root, 0o711) != 0, errno != EEXIST { throw SystemError(call: "mkdir", path: root, code: errno) }
            // Anybody can make a folder of this name first.
            guard Self.isOwn(root) else { throw SystemError(call: "mkdir", path: root, code: EPERM) }
            return try SecretFiles.make("\(root)/\(start)", files, for: user)
        }
    }

    /// A real folder of this user's that nobody else can write to.
    private static func isOwn(_ path: String) -> Bool {
        var information = stat()
        guard lstat(path, &information) == 0 else { return false }
        return information.st_mode & S_IFMT == S_IFDIR && information.st_uid == geteuid()
            && information.st_mode & 0o022 == 0
    }
}
