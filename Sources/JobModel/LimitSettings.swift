/// What a job may use at most.
///
/// Default: no limits of its own.
package struct LimitSettings: Sendable, Hashable {
    /// Bytes.
    package var memory: Int?
    /// Percent of one processor.
    package var cpu: Int?
    package var processes: Int?
    package var openFiles: Int?
}

extension LimitSettings {
    package static let keys = ["memory", "cpu", "processes", "open_files"]

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        memory = reader.size("memory")
        cpu = reader.integer("cpu", in: 1...100_000)
        processes = reader.integer("processes", in: 1...4_194_304)
        openFiles = reader.integer("open_files", in: 16...1_048_576)
    }
}
