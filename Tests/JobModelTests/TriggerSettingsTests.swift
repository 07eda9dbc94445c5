import Testing

@testable import JobModel

@Suite struct TriggerSettingsTests {
    private func parse(_ triggers: String) -> (TriggerSettings, [Problem]) {
        let (settings, problems) = JobSettings.parse(Array("{\"triggers\": \(triggers)}".utf8), path: "settings.job")
        return (settings?.triggers ?? TriggerSettings(), problems)
    }

    @Test(arguments: [
        (#"["/srv/in/*.csv"]"#, "/srv/in", "*.csv"), (#"["in/*"]"#, "in", "*"), (#"["/*.txt"]"#, "/", "*.txt"),
        (#"["*.txt"]"#, ".", "*.txt"), (#"[{"folder": "a b"}]"#, "a b", "*"),
        (#"[{"folder": "/in", "pattern": "x?"}]"#, "/in", "x?"),
    ])
    func `a file trigger has a short and a long form`(text: String, folder: String, pattern: String) throws {
        let (settings, problems) = parse("{\"files\": \(text)}")
        #expect(problems.isEmpty)
        #expect(settings.files == [FileTrigger(folder: folder, pattern: try #require(FileNamePattern(pattern)))])
    }

    @Test(arguments: [
        (#"{"files": ["in/"]}"#, "\"triggers.files\" must be a path such as"),
        (#"{"files": [{"pattern": "*"}]}"#, "\"triggers.files\" must be a path such as"),
        (#"{"files": "in/*"}"#, "\"triggers.files\" must be an array"),
        (#"{"after": ["no name"]}"#, "\"triggers.after\" must be the name of a triggered job"),
        (#"{"after": [{"on": "success"}]}"#, "\"triggers.after\" must be the name of a triggered job"),
        (#"{"after": [{"job": "a", "on": "end"}]}"#, "\"triggers.after.on\" must be one of"),
        (#"{"after": [1]}"#, "\"triggers.after\" must be the name of a triggered job"),
    ])
    func `what is wrong is said with its place`(text: String, message: String) throws {
        let (_, problems) = parse(text)
        let problem = try #require(problems.first)
        #expect(problem.message.hasPrefix(message), "\(problem)")
        #expect(problem.line == 1)
        #expect(problem.column ?? 0 > 14)
    }

    @Test func `one wrong element leaves the others`() {
        let (settings, problems) = parse(#"{"after": ["a", 5, "b"]}"#)
        #expect(settings.after.map(\.job.text) == ["a", "b"])
        #expect(problems.count == 1)
    }

    @Test(arguments: RunOutcome.allCases)
    func `each end is a success, a failure or neither`(outcome: RunOutcome) {
        let conditions = AfterTrigger.Condition.allCases.filter { $0.matches(outcome) }
        switch outcome {
        case .success: #expect(conditions == [.success, .finish])
        case .failed, .aborted: #expect(conditions == [.failure, .finish])
        case .stopped: #expect(conditions == [.finish])
        case .initializing, .queued, .running, .skipped: #expect(conditions.isEmpty)
        }
    }
}
