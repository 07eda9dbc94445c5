import JobModel
import ProcessSupervision

/// One record in journald's own form: a field a line, or with its length where the value has line breaks.
struct JournalEntry {
    let record: LogRecord

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(record.text.count + 256)
        Self.append("MESSAGE", record.text, to: &bytes)
        for (name, value) in fields where !value.isEmpty { Self.append(name, value.utf8, to: &bytes) }
        return bytes
    }

    private var fields: [(name: String, value: String)] {
        [
            ("PRIORITY", priority),
            ("SYSLOG_IDENTIFIER", "nyala"),
            ("NYALA_JOB", record.log?.job.name.text ?? ""),
            ("NYALA_JOB_TYPE", record.log?.job.type.rawValue ?? ""),
            ("NYALA_RUN", record.log?.run?.text ?? ""),
            ("NYALA_INSTANCE", record.instance),
            ("NYALA_PROCESS", record.process),
            ("NYALA_STREAM", record.stream),
            ("NYALA_TIME", record.time?.rfc3339(decimals: 3) ?? ""),
        ]
    }

    /// As in syslog.
    private var priority: String {
        switch record.level {
        case .output, .systemInfo: "6"
        case .systemWarning: "4"
        case .errorOutput, .systemError: "3"
        }
    }

    private static func append(_ name: String, _ value: some Collection<UInt8>, to bytes: inout [UInt8]) {
        bytes += name.utf8
        if value.contains(10) {
            bytes.append(10)
            withUnsafeBytes(of: UInt64(value.count).littleEndian) { bytes += $0 }
        } else {
            bytes.append(UInt8(ascii: "="))
        }
        bytes += value
        bytes.append(10)
    }
}
