import JobModel
import Testing

@Suite struct HostEventTests {
    private func text(_ event: HostEvent) -> String {
        String(decoding: event.json.serialized(), as: UTF8.self)
    }

    @Test func `says what there is to say, and nothing else`() throws {
        var event = HostEvent(.crashLooping, JobID(path: "continuous/worker"), at: Timestamp(seconds: 0))
        event.process = HostEvent.ProcessFacts(processID: nil)
        event.process?.exitCode = 3
        event.process?.lifetime = .milliseconds(1500)
        event.process?.failures = 5
        event.detail = "ended with exit code 3"
        #expect(event.json["event"]?.string == "crash_looping")
        #expect(event.json["job"]?.string == "worker")
        #expect(event.json["type"]?.string == "continuous")
        #expect(event.json["process"]?["lifetime_ms"]?.integer == 1500)
        #expect(event.json.object?.keys == ["event", "time", "job", "type", "process", "detail"])
    }

    @Test func `a run that failed says whether it will be tried again`() throws {
        let job = try JobName("nightly")
        let start = Timestamp(seconds: 1_900_000_000)
        var run = RunRecord(
            id: RunID(start: start),
            job: job,
            request: RunRequest(trigger: "External - curl"),
            version: nil,
            start: start,
            outcome: .failed
        )
        run.exitCode = 7
        var event = HostEvent(.failed, JobID(type: .triggered, name: job), at: start)
        event.run = run
        event.willRetry = true
        #expect(event.json["will_retry"]?.bool == true)
        #expect(event.json["run"]?["exit_code"]?.integer == 7)
        #expect(event.json["run"]?["id"]?.string == run.id.text)
    }

    @Test func `names are words of small letters, each once`() {
        let names = HostEventKind.allCases.map(\.rawValue)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.utf8.allSatisfy { (97...122).contains($0) || $0 == 95 } })
    }
}
