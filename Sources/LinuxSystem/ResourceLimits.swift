import CLinux

/// What the kernel holds one process to, and each that comes from it by itself.
package struct ResourceLimits: Sendable, Hashable {
    /// Bytes of memory that it may ask for to write to, used or not.
    package var data: UInt64?
    /// Processes and threads of its user, whoever started them; root is not held to it.
    package var processes: UInt64?
    package var openFiles: UInt64?
    /// Bytes of a file that it writes.
    package var fileSize: UInt64?
    /// No limit, but a number that is inherited like one; see ``ProcessMark``.
    package var mark: ProcessMark?

    package init(
        data: UInt64? = nil,
        processes: UInt64? = nil,
        openFiles: UInt64? = nil,
        fileSize: UInt64? = nil
    ) {
        self.data = data
        self.processes = processes
        self.openFiles = openFiles
        self.fileSize = fileSize
    }

    var list: [nyala_limit] {
        let all: [(Int32, UInt64?)] = [
            (NYALA_LIMIT_DATA, data), (NYALA_LIMIT_PROCESSES, processes), (NYALA_LIMIT_OPEN_FILES, openFiles),
            (NYALA_LIMIT_FILE_SIZE, fileSize), (NYALA_LIMIT_MARK, mark?.number),
        ]
        return all.compactMap { resource, value in value.map { nyala_limit(resource: resource, value: $0) } }
    }
}
