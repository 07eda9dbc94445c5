/// One job as the monitor lists it.
package struct MonitoredJob: Sendable, Hashable {
    /// `continuous` or `triggered`.
    package let type: String
    package let name: String
    package let status: String
    package var isStopped = false
    /// Something is wrong with it.
    package var isBad = false
    /// Percent of one processor; `nil` where nothing runs.
    package var processor: Double?
    /// Bytes.
    package var memory: Int?
    /// What it wrote last, or what is wrong with it.
    package var last = ""

    package init(type: String, name: String, status: String) {
        self.type = type
        self.name = name
        self.status = status
    }

    package var label: String { "\(type)/\(name)" }

    var processorText: String {
        guard let processor else { return "-" }
        let tenths = Int((processor * 10).rounded())
        return processor >= 100 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
    }

    var memoryText: String {
        guard let memory else { return "-" }
        switch memory {
        case ..<1_048_576: return "\(memory / 1024) KiB"
        case ..<1_073_741_824: return "\(memory / 1_048_576) MiB"
        default: return "\(memory / 1_073_741_824).\(memory % 1_073_741_824 * 10 / 1_073_741_824) GiB"
        }
    }
}
