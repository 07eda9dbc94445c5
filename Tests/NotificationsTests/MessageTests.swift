import JobModel
import TestKit
import Testing

@testable import Notifications

/// What messages look like on their way.
@Suite struct MessageTests {
    @Test func `the signature is the HMAC of time and body`() {
        // Made with: printf '1900000000.{"a":1}' | openssl dgst -sha256 -hmac secret
        let text = Signature.text(of: Array("{\"a\":1}".utf8), at: Timestamp(seconds: 1_900_000_000), secret: "secret")
        #expect(text == "sha256=24897e40a1815f27327b7c3973712548fede0aeed1db4fbba2b4ac44188d24f9")
    }

    @Test(arguments: [
        ("https://hooks.example/services/T0/B0/secret", "https://hooks.example/service…"),
        ("https://u:p@host:81/x", "https://host:81/x"), ("http://host", "http://host"),
        ("http://host/a?token=1", "http://host/a…"), ("http://u@host/?x", "http://host/…"),
    ])
    func `an address is shown without what makes it worth stealing`(url: String, shown: String) {
        #expect(DeliveryTarget.url(url).shown == shown)
    }

    @Test func `a mail has headers that nothing can break and the facts`() throws {
        let content = try JSONValue.parse(
            Array(
                #"""
                {"event": "crash_looping", "time": "2031-02-03T04:05:06Z", "job": "worker", "type": "continuous",
                 "host": {"name": "web1\nBcc: all@example.com", "instance": "a1b2c3"}, "detail": "ended with exit code 3",
                 "process": {"exit_code": 3}, "digest": {"count": 4, "since": "2031-02-03T04:00:00Z"},
                 "url": "http://h/x", "log": ["one", "two"]}
                """#.utf8
            )
        )
        let time = Timestamp(seconds: 1_927_857_906)
        let mail = EventMail(
            recipients: ["a@example.com", "root"],
            sender: "nyala@example.com",
            content: content,
            time: time,
            id: RunID(start: time)
        )
        let parts = mail.text.split(separator: "\n\n", maxSplits: 1)
        let headers = parts[0].split(separator: "\n").map(String.init)
        #expect(
            headers.prefix(3) == [
                "From: nyala@example.com", "To: a@example.com, root",
                "Subject: [web1Bccallexample.com] worker: crash looping (4 times)",
            ]
        )
        #expect(headers.contains("Date: Mon, 03 Feb 2031 04:05:06 +0000"))
        #expect(headers.count == 9)
        for line in ["ended with exit code 3", "process exit_code: 3", "look at: http://h/x", "  two", "events: 4"] {
            #expect(parts[1].split(separator: "\n").contains(Substring(line)), "\(line)")
        }
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 +0000"), (1_709_210_096, "Thu, 29 Feb 2024 12:34:56 +0000"),
        (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
    ])
    func `dates of mails`(seconds: Int, text: String) {
        #expect(MailDate.text(Timestamp(seconds: Int64(seconds))) == text)
    }

    @Test func `all calls about one run go to one place, in their order`() {
        let keys = ["https://hc/x/start?rid=1", "https://hc/x?rid=1", "https://hc/x/fail?rid=2"].map {
            DeliveryTarget.ping($0).key
        }
        #expect(Set(keys) == ["ping https://hc/x"])
    }

    private func event(_ kind: HostEventKind) throws -> HostEvent {
        let job = try JobName("nightly")
        let start = Timestamp(seconds: 1_900_000_000)
        var event = HostEvent(kind, JobID(type: .triggered, name: job), at: start)
        event.run = RunRecord(
            id: RunID(start: start),
            job: job,
            request: RunRequest(trigger: "x"),
            version: nil,
            start: start
        )
        return event
    }

    @Test(arguments: [
        ("https://hc/uuid", HostEventKind.started, "https://hc/uuid/start?rid="),
        ("https://hc/uuid", .succeeded, "https://hc/uuid?rid="),
        ("https://hc/uuid/", .failed, "https://hc/uuid/fail?rid="),
        ("https://hc/uuid?create=1", .started, "https://hc/uuid/start?create=1&rid="),
    ])
    func `a ping says by its address what happened`(base: String, kind: HostEventKind, start: String) throws {
        let instance = InstanceID(random: 0xA1B2C3)
        let url = try #require(PingAddress.url(base, try event(kind), instance))
        #expect(url.hasPrefix(start))
        let rid = url.dropFirst(start.count)
        #expect(rid.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
        #expect(rid.filter { $0 != "-" }.hasPrefix(try #require(try event(kind).run).id.text))
    }

    @Test func `nobody is pinged about a failure that is not the last word`() throws {
        var failed = try event(.failed)
        failed.willRetry = true
        #expect(PingAddress.url("https://hc", failed, InstanceID(random: 1)) == nil)
        #expect(PingAddress.url("https://hc", try event(.stopped), InstanceID(random: 1)) == nil)
    }

    @Test func `the last lines of a log are bounded`() throws {
        let scratch = try ScratchDirectory()
        let lines = (1...5000).map { "line \($0)" }
        let path = try scratch.write("log", lines.joined(separator: "\n") + "\n")
        #expect(LogTail.lines(of: path, limit: 3) == ["line 4998", "line 4999", "line 5000"])
        #expect(LogTail.lines(of: path, limit: 0).isEmpty)
        #expect(LogTail.lines(of: path, limit: 4000).count < 2000)
        #expect(LogTail.lines(of: scratch.at("none"), limit: 3).isEmpty)
        let long = try scratch.write("long", String(repeating: "x", count: 2000) + "\n")
        #expect(LogTail.lines(of: long, limit: 1).first?.count == 501)
    }

    @Test func `every event has its place among trouble, its end and the rest`() {
        let alarms = HostEventKind.allCases.filter {
            if case .alarm = AlarmClass.role(of: $0) { true } else { false }
        }
        #expect(alarms == [.failed, .skipped, .missed, .late, .crashLooping, .problem])
    }
}
