import JobModel

/// What jobs use of the machine, for people.
extension Words {
    /// `34 MiB of memory (at most 50 MiB), 1.2 s of processor time, 3 processes`; `nil` where nothing was measured.
    static func usage(_ process: JSONValue) -> String? {
        guard let usage = process["usage"], let memory = usage["memory_bytes"]?.integer else { return nil }
        let most = usage["peak_memory_bytes"]?.integer ?? memory
        let count = usage["processes"]?.integer ?? 0
        return [
            "\(size(memory)) of memory (at most \(size(most)))",
            "\(milliseconds(usage["cpu_ms"]?.integer ?? 0)) of processor time",
            count == 1 ? "one process" : "\(count) processes",
        ].joined(separator: ", ")
    }

    /// `512 B`, `1.5 KiB`, `23 MiB`.
    static func size(_ bytes: Int) -> String {
        var (value, unit) = (Double(bytes), "B")
        for larger in ["KiB", "MiB", "GiB", "TiB"] where value >= 1024 { (value, unit) = (value / 1024, larger) }
        let tenths = Int((value * 10).rounded())
        return unit == "B" || tenths >= 100 ? "\((tenths + 5) / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
    }
}
