/// What a job may use at most.
///
/// Default: no limits of its own.
package struct LimitSettings: Sendable, Hashable {
    /// Bytes, of all its processes together.
    package var memory: Int?
    /// Percent of one processor.
    package var cpu: Int?
    /// Processes and threads.
    package var processes: Int?
    package var openFiles: Int?
    /// Bytes of one file that it writes.
    package var fileSize: Int?
    /// Where `cpu` stands in the settings file.
    package var cpuPlace: JSONPlace?

    package init() {}
}

extension LimitSettings {
    package static let keys = ["memory", "cpu", "processes", "open_files", "file_size"]

    /// Bytes; no program starts in less.
    package static let leastMemory = 1024 * 1024

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        memory = reader.size("memory")
        if let given = memory, given < Self.leastMemory {
            let message = "no program starts in less than \(ByteSizeText.shown(Self.leastMemory)); it is ignored"
            reader.complain(about: "memory", "wrong_value", message)
            memory = nil
        }
        cpu = reader.integer("cpu", in: 1...100_000)
        cpuPlace = cpu == nil ? nil : reader.node("cpu")?.place
        processes = reader.integer("processes", in: 1...4_194_304)
        openFiles = reader.integer("open_files", in: 16...1_048_576)
        fileSize = reader.size("file_size")
    }
}
