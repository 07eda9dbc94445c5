import JobModel
import Testing

@testable import JobHosting

@Suite struct RestartRuleTests {
    private static let site: Duration = .seconds(60)
    private static let short: Duration = .seconds(1)

    private static func rule(
        _ policy: RestartSettings.Policy = .always,
        delay: Duration? = nil,
        upTo longest: Duration? = nil,
        limit: Int? = nil
    ) -> RestartRule {
        var settings = JobSettings().restart
        settings.policy = policy
        settings.delay = delay
        settings.maximumDelay = longest
        settings.limit = limit
        return RestartRule(settings, defaultDelay: site)
    }

    private static func decide(
        _ rule: RestartRule,
        _ end: RestartRule.End,
        after lifetime: Duration? = short,
        failures: Int = 1,
        chance: Double = 0
    ) -> RestartRule.Decision {
        rule.decision(after: end, lifetime: lifetime, failures: failures, chance: chance)
    }

    @Test(arguments: [
        (Int32(0), RestartRule.End.success), (1, .failure), (124, .failure), (125, .refusal), (126, .failure),
    ])
    func `an exit code says how it ended`(code: Int32, end: RestartRule.End) {
        #expect(RestartRule.End(exitCode: code) == end)
        #expect(RestartRule.End(exitCode: nil) == .failure)
    }

    @Test(arguments: [RestartRule.End.success, .failure, .notStarted], [1, 2, 100])
    func `without settings it is the site's delay, however often`(end: RestartRule.End, failures: Int) {
        let decision = Self.decide(Self.rule(), end, failures: failures, chance: 1)
        #expect(decision == .startAgain(after: Self.site))
    }

    @Test(arguments: [RestartRule.End.success, .failure])
    func `after two minutes of life it is at once`(end: RestartRule.End) {
        let rule = Self.rule(delay: .seconds(5), upTo: .seconds(50))
        #expect(Self.decide(rule, end, after: .seconds(120)) == .startAgain(after: .zero))
        #expect(Self.decide(rule, end, after: .milliseconds(119_999)) == .startAgain(after: .seconds(5)))
    }

    @Test(arguments: [
        (RestartSettings.Policy.always, RestartRule.End.success, true), (.always, .failure, true),
        (.always, .notStarted, true), (.always, .refusal, false), (.onFailure, .success, false),
        (.onFailure, .failure, true), (.onFailure, .notStarted, true), (.onFailure, .refusal, false),
        (.never, .success, false), (.never, .failure, false), (.never, .notStarted, false), (.never, .refusal, false),
    ])
    func `the policy says which ends are followed by a start`(
        policy: RestartSettings.Policy,
        end: RestartRule.End,
        isStarted: Bool
    ) {
        // However long it lived.
        for lifetime in [Self.short, .seconds(1000)] {
            let decision = Self.decide(Self.rule(policy), end, after: lifetime)
            if case .startAgain = decision { #expect(isStarted) } else { #expect(!isStarted) }
        }
    }

    @Test func `a rest has its reason`() {
        #expect(Self.decide(Self.rule(.never), .failure) == .rest(.policy(.never)))
        #expect(Self.decide(Self.rule(.onFailure), .success) == .rest(.policy(.onFailure)))
        #expect(Self.decide(Self.rule(.never), .refusal) == .rest(.refused))
        #expect(Self.decide(Self.rule(limit: 3), .failure, failures: 3) == .rest(.gaveUp(failures: 3)))
    }

    @Test(arguments: [(1, 5), (2, 10), (3, 20), (4, 40), (5, 60), (6, 60), (1000, 60)])
    func `the delay grows twofold up to the longest`(failures: Int, seconds: Int) {
        let rule = Self.rule(delay: .seconds(5), upTo: .seconds(60))
        #expect(Self.decide(rule, .failure, failures: failures) == .startAgain(after: .seconds(seconds)))
    }

    @Test(arguments: [(2, 10_000, 7500), (5, 60_000, 45_000)])
    func `jitter takes up to a quarter of a grown delay`(failures: Int, full: Int, least: Int) {
        let rule = Self.rule(delay: .seconds(5), upTo: .seconds(60))
        let half = Self.decide(rule, .failure, failures: failures, chance: 0.5)
        #expect(half == .startAgain(after: .milliseconds((full + least) / 2)))
        #expect(
            Self.decide(rule, .failure, failures: failures, chance: 1) == .startAgain(after: .milliseconds(least))
        )
        // A chance that is none cannot make it longer or negative.
        #expect(Self.decide(rule, .failure, failures: failures, chance: -9) == .startAgain(after: .milliseconds(full)))
        #expect(Self.decide(rule, .failure, failures: failures, chance: 9) == .startAgain(after: .milliseconds(least)))
    }

    @Test func `a delay never gets shorter than the first one`() {
        let rule = Self.rule(delay: .seconds(5), upTo: .seconds(5))
        #expect(Self.decide(rule, .failure, failures: 7, chance: 1) == .startAgain(after: .seconds(5)))
    }

    @Test(arguments: [(1, 0), (2, 200), (3, 400), (6, 1000)])
    func `a delay of nothing grows from a tenth of a second`(failures: Int, milliseconds: Int) {
        let rule = Self.rule(delay: .zero, upTo: .seconds(1))
        #expect(Self.decide(rule, .failure, failures: failures) == .startAgain(after: .milliseconds(milliseconds)))
    }

    @Test func `ends with success do not grow the delay and are no failures`() {
        let rule = Self.rule(delay: .seconds(5), upTo: .seconds(60), limit: 3)
        #expect(Self.decide(rule, .success, failures: 9) == .startAgain(after: .seconds(5)))
    }

    @Test func `what cannot be started is tried once a second at most`() {
        #expect(Self.decide(Self.rule(delay: .zero), .notStarted, after: nil) == .startAgain(after: .seconds(1)))
        #expect(Self.decide(Self.rule(delay: .seconds(9)), .notStarted, after: nil) == .startAgain(after: .seconds(9)))
    }

    @Test func `a limit counts failures in a row`() {
        let rule = Self.rule(delay: .zero, limit: 3)
        #expect(Self.decide(rule, .failure, failures: 2) == .startAgain(after: .zero))
        #expect(Self.decide(rule, .notStarted, failures: 3) == .rest(.gaveUp(failures: 3)))
        #expect(Self.decide(rule, .failure, failures: 4) == .rest(.gaveUp(failures: 4)))
    }

    @Test func `the longest delay there can be is no overflow`() {
        let day: Duration = .seconds(86_400 * 24_855)
        let rule = Self.rule(delay: day, upTo: day)
        #expect(Self.decide(rule, .failure, failures: 40, chance: 0) == .startAgain(after: day))
    }
}
