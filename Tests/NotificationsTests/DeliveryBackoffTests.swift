import JobModel
import Notifications
import Testing

@Suite struct DeliveryBackoffTests {
    @Test(arguments: [
        (1, 10), (2, 20), (3, 40), (6, 320), (9, 2560), (10, 3600), (11, 3600),
    ])
    func `the delay doubles up to an hour`(attempts: Int, seconds: Int) {
        let backoff = DeliveryBackoff()
        #expect(backoff.wait(afterAttempts: attempts, age: .zero, jitter: 0) == .seconds(seconds))
        #expect(backoff.wait(afterAttempts: attempts, age: .zero, jitter: 1) == .seconds(seconds) / 2)
    }

    @Test func `there are twelve attempts in one day at most`() {
        let backoff = DeliveryBackoff()
        #expect(DeliveryBackoff.maximumAttempts == 12)
        #expect(backoff.wait(afterAttempts: 11, age: .zero, jitter: 0) != nil)
        #expect(backoff.wait(afterAttempts: 12, age: .zero, jitter: 0) == nil)
        #expect(backoff.wait(afterAttempts: 1, age: .seconds(86_399), jitter: 0) != nil)
        #expect(backoff.wait(afterAttempts: 1, age: .seconds(86_400), jitter: 0) == nil)
    }

    @Test func `no delay overflows`() {
        let backoff = DeliveryBackoff(delay: .seconds(2_000_000_000))
        #expect(backoff.wait(afterAttempts: 11, age: .zero, jitter: 0) == DeliveryBackoff.maximumDelay)
        #expect(backoff.wait(afterAttempts: 1, age: .zero, jitter: -3) == DeliveryBackoff.maximumDelay)
    }
}
