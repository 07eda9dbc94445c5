import JobModel

/// A mail that says what the body of an event says.
struct EventMail {
    let recipients: [String]
    let sender: String?
    let content: JSONValue
    let time: Timestamp
    let id: RunID

    /// Headers and text; every line of it is bounded by what it is made of.
    var text: String {
        var lines: [String] = []
        if let sender { lines.append("From: \(sender)") }
        lines += [
            "To: \(recipients.joined(separator: ", "))",
            "Subject: \(Self.header(subject))",
            "Date: \(MailDate.text(time))",
            "Message-ID: <\(id).\(Self.word(content["host"]?["instance"]))@nyala.invalid>",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "Auto-Submitted: auto-generated",
            "",
        ]
        return (lines + body).joined(separator: "\n") + "\n"
    }

    var subject: String {
        let event = content["event"]?.string ?? ""
        let what = event.split(separator: "_").joined(separator: " ")
        var subject = "[\(Self.word(content["host"]?["name"]))] "
        if let job = content["job"]?.string { subject += "\(job): " }
        subject += what
        if let count = content["digest"]?["count"]?.integer { subject += " (\(count) times)" }
        return subject
    }

    private var body: [String] {
        var lines = [content["detail"]?.string ?? subject, ""]
        func add(_ name: String, _ value: JSONValue?) {
            if let text = value?.string { lines.append("\(name): \(text)") }
            if let number = value?.integer { lines.append("\(name): \(number)") }
        }
        add("time", content["time"])
        add("job", content["job"])
        add("type", content["type"])
        for name in ["id", "outcome", "cause", "exit_code", "signal", "trigger", "attempt", "started", "ended"] {
            add("run \(name)", content["run"]?[name])
        }
        for name in ["exit_code", "signal", "failures"] { add("process \(name)", content["process"]?[name]) }
        for name in ["id", "status", "author", "message", "reason"] {
            add("deployment \(name)", content["deployment"]?[name])
        }
        if let digest = content["digest"] {
            add("events", digest["count"])
            add("since", digest["since"])
        }
        add("look at", content["url"])
        let log = (content["log"]?.array ?? []).compactMap(\.string)
        if !log.isEmpty { lines += ["", "Last lines of the log:", ""] + log.map { "  \($0)" } }
        return lines
    }

    /// Nothing in a header ends its line.
    private static func header(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.isASCII && $0.value >= 0x20 ? $0 : "?" }).prefix(200)
        )
    }

    private static func word(_ value: JSONValue?) -> String {
        String((value?.string ?? "nyala").filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) })
    }
}
