package import JobModel
package import ProcessSupervision

/// One line on its way to a sink, and whose it is.
package struct LogRecord: Sendable {
    /// `nil` for a line about the way itself.
    package let log: WrittenLog?
    /// `nil` where the line has no stamp.
    package let time: Timestamp?
    package let level: LogLevel
    package let instance: String
    /// Which process of a job that has several; else empty.
    package let process: String
    package let text: ArraySlice<UInt8>

    /// A line of a log, without its newline.
    package init(_ line: ArraySlice<UInt8>, of log: WrittenLog) {
        self.log = log
        guard let stamped = StampedLine(line) else {
            (time, level, instance, process, text) = (nil, .output, "", "", line)
            return
        }
        time = stamped.time
        level = stamped.level
        instance = stamped.instance
        process = String(stamped.label.drop { $0 == "#" })
        text = stamped.text
    }

    /// A line of Nyala's own about what did not get to the sink.
    package init(notice: String, of log: WrittenLog?, at time: Timestamp) {
        self.log = log
        self.time = time
        level = .systemWarning
        (instance, process) = ("", "")
        text = Array(notice.utf8)[...]
    }

    /// Where it came from, for who reads it elsewhere.
    package var stream: String {
        switch level {
        case .output: "stdout"
        case .errorOutput: "stderr"
        case .systemInfo, .systemWarning, .systemError: "host"
        }
    }
}
