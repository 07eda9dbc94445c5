import Testing

@testable import JobModel

/// What each key takes, and what is said of anything else.
@Suite struct JobSettingsValueTests {
    @Test func `each value arrives`() throws {
        let settings = try #require(JobSettings.parse(Array(SettingsText.everyKey.utf8), path: "p").settings)
        #expect(settings.schedule == "0 30 2 * * *")
        #expect(settings.stoppingWaitTime == .seconds(60))
        #expect(settings.run == ["./worker", "--fast"])
        #expect(settings.arguments == ["a", ""])
        #expect(settings.environment == ["A": "b", "N": "1.50", "T": "true"])
        #expect(settings.missedRuns == .all)
        #expect(settings.missedWindow == .seconds(3600))
        let concurrency = ConcurrencySettings(policy: .queue, maximumParallel: 2, maximumQueue: 3, lock: "database")
        #expect(settings.concurrency == concurrency)
        #expect(settings.timeout == .seconds(900))
        #expect(settings.idleTimeout == .milliseconds(250))
        #expect(settings.successExitCodes == [0, 75])
        #expect(
            settings.retries == RetrySettings(limit: 3, delay: .seconds(5), backoff: .exponential, onExitCodes: [1])
        )
        let restart = RestartSettings(
            policy: .onFailure,
            delay: .seconds(1),
            maximumDelay: .seconds(60),
            limit: 5,
            overlaps: true
        )
        #expect(settings.restart == restart)
        #expect(settings.instances == 3)
        #expect(settings.stopSignal == 2)
        #expect(settings.ready?.logLine?.description == "up")
        #expect(settings.ready?.tcp == .number(80))
        #expect(settings.ready?.http == ReadyAddress("/health"))
        #expect(settings.ready?.usesNotify == true)
        #expect(settings.ready?.timeout == .seconds(1))
        #expect(settings.watchdog == .seconds(30))
        #expect(settings.dependsOn.map(\.job.text) == ["db"])
        #expect(settings.limits.memory == 536_870_912)
        #expect(settings.limits.cpu == 150)
        #expect(settings.limits.processes == 20)
        #expect(settings.limits.openFiles == 64)
        #expect(settings.limits.fileSize == 1_000_000_000)
        #expect(settings.user == "nobody")
        #expect(settings.hasPrivateTmp == true)
        #expect(settings.sandbox?.write == ["out"])
        #expect(settings.sandbox?.read == ["/srv"])
        #expect(settings.sandbox?.allowsNetwork == false)
        #expect(settings.triggers.files.map(\.folder) == ["in", "/srv/drop"])
        #expect(settings.triggers.files.map(\.pattern.description) == ["*.csv", "*"])
        #expect(settings.triggers.after.map(\.job.text) == ["other", "last"])
        #expect(settings.triggers.after.map(\.condition) == [.success, .failure])
        #expect(settings.notify.targets == [NotifyTarget(.url("https://a"))])
        #expect(settings.notify.pingURL == "https://b")
        #expect(settings.history.runs == 7)
        #expect(settings.history.days == 30)
        #expect(settings.history.bytes == 1024)
        #expect(settings.log == LogSettings(maximumSize: 1_000_000, fileCount: 2, maximumRunSize: 1_000_000_000))
        #expect(settings.watch == WatchSettings(ignore: ["*.tmp"], quietPeriod: .seconds(1)))
        #expect(settings.isDisabled)
        #expect(settings.isSingleton)
        #expect(settings.isInPlace == true)
    }

    @Test(arguments: WrongValueTable.rows)
    func `a wrong value is a problem with its place, and the rest holds`(key: String, value: String, message: String) {
        // `is_singleton` on the next line shows that the rest of the file still holds.
        let parts = key.split(separator: ".")
        let opening = parts.map { "{\"\($0)\": " }.joined()
        let closing = String(repeating: "}", count: parts.count - 1)
        let text = "\(opening)\(value)\(closing),\n\"x-rest\": 1, \"ping_url\": \"https://p\"}"
        let (settings, problems) = JobSettings.parse(Array(text.utf8), path: "p")
        let problem = problems.first { $0.severity == .problem }
        let column = opening.unicodeScalars.count + 1 + WrongValueTable.offset(in: value)
        #expect(problem?.description == "p:1:\(column): \"\(key)\"\(message)")
        #expect(problems.count { $0.severity == .problem } == 1)
        var expected = JobSettings()
        expected.notify.pingURL = "https://p"
        if key.hasPrefix("sandbox.") { expected.sandbox = settings?.sandbox }
        if key.hasPrefix("ready.") { expected.ready = settings?.ready }
        if key == "environment" { expected.environment = settings?.environment ?? [:] }
        expected.raw = settings?.raw ?? .null
        #expect(settings == expected)
    }

    @Test(arguments: [
        ("SIGTERM", Int32(15)), ("TERM", 15), ("SIGHUP", 1), ("INT", 2), ("SIGQUIT", 3), ("KILL", 9), ("USR1", 10),
        ("SIGUSR2", 12), ("WINCH", 28),
    ])
    func `a stop signal has its name, with or without SIG`(name: String, number: Int32) {
        let (settings, problems) = JobSettings.parse(Array("{\"stop_signal\": \"\(name)\"}".utf8), path: "p")
        #expect(settings?.stopSignal == number)
        #expect(problems.isEmpty)
    }

    @Test func `bad names of variables go, good ones stay`() {
        let text = #"{"environment": {"": "a", "A=B": "b", "C\u0000D": "c", "GOOD": "d"}}"#
        let (settings, problems) = JobSettings.parse(Array(text.utf8), path: "p")
        #expect(settings?.environment == ["GOOD": "d"])
        #expect(problems.count == 3)
        #expect(problems.allSatisfy { $0.code == "wrong_value" && $0.line == 1 && $0.column == 17 })
    }

    @Test func `of a key written twice the last one counts`() {
        let (settings, _) = JobSettings.parse(Array("{\"user\": \"a\", \"user\": \"b\"}".utf8), path: "p")
        #expect(settings?.user == "b")
    }
}
