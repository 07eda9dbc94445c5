import Glibc
import JobModel
import LinuxSystem

extension AppSettingsStore {
    /// A setting as somebody set it.
    package struct Entry: Sendable, Hashable {
        package let name: String
        package let value: String
        /// Whether it is in the file, or else in the host's environment.
        package let isInFile: Bool
    }

    /// Bytes of the file.
    package static let maximumSize = 1024 * 1024

    /// All settings: those of the file in its order, then those of the host's environment that it does not override.
    package func entries() throws(SettingsError) -> [Entry] {
        let document = try read()
        let values: [(name: String, value: String)]
        do throws(SettingsDocument.Fault) {
            values = try document.values()
        } catch {
            throw .broken(path: path, reason: "\(error)")
        }
        let names = Set(values.map(\.name))
        let others = environment.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }
        return values.map { Entry(name: $0.name, value: $0.value, isInFile: true) }
            + others.map { Entry(name: $0.key, value: $0.value, isInFile: false) }
    }

    /// Changes the file, all or nothing, while nobody else does; what else is in it stays as it is.
    package func change(_ edits: [SettingEdit]) throws(SettingsError) {
        if let fault = edits.lazy.compactMap(\.fault).first { throw .invalid(fault) }
        let folder = path.pathAbove
        let lock = try Self.system { () throws(SystemError) in
            // The folder is locked, not the file: each change puts another file in the place of the old one.
            let lock = try Descriptor.open(folder, O_RDONLY | O_DIRECTORY)
            let number = lock.number
            try check("flock", path: folder) { flock(number, LOCK_EX) }
            return SharedDescriptor(lock)
        }
        var document = try read()
        for edit in edits { document.apply(edit) }
        let bytes = document.serialized()
        guard bytes.count <= Self.maximumSize else { throw .full(limit: Self.maximumSize) }
        try Self.system { () throws(SystemError) in
            try AtomicFile.write(bytes, to: path, mode: 0o600, durability: .power)
        }
        withExtendedLifetime(lock) {}
    }

    private func read() throws(SettingsError) -> SettingsDocument {
        let bytes = try Self.system { () throws(SystemError) in
            try FileContents.read(path, limit: Self.maximumSize)
        }
        guard let bytes else { return SettingsDocument() }
        do throws(SettingsDocument.Fault) {
            return try SettingsDocument(parsing: bytes)
        } catch {
            throw .broken(path: path, reason: "\(error)")
        }
    }

    private static func system<Result>(_ body: () throws(SystemError) -> Result) throws(SettingsError) -> Result {
        do throws(SystemError) {
            return try body()
        } catch {
            throw .system(error)
        }
    }
}
