import Accounts
import JobModel
import TestKit
import Testing

@Suite struct FailureThrottleTests {
    private let time = ManualTime()
    private let address = ThrottledAddress("192.0.2.1")

    static let delays: [(failures: Int, delay: Duration?)] = [
        (0, nil), (1, nil), (10, nil), (11, .seconds(1)), (12, .seconds(2)), (13, .seconds(4)), (14, .seconds(8)),
        (15, .seconds(16)), (16, .seconds(32)), (17, .seconds(60)), (18, .seconds(60)), (1000, .seconds(60)),
    ]

    static let pauses: [(pause: Duration, delay: Duration)] = [
        (.seconds(900), .seconds(1)), (.nanoseconds(899_999_999_999), .seconds(4)),
    ]

    @Test func `the limits are what the documents say`() {
        let limits = FailureThrottle.Limits()
        #expect(limits.freeFailures == 10)
        #expect(limits.firstDelay == .seconds(1))
        #expect(limits.longestDelay == .seconds(60))
        #expect(limits.forgetAfter == .seconds(900))
        #expect(limits.maximumAddresses == 4096)
    }

    @Test(arguments: delays)
    func `each failure beyond the free ones doubles the delay`(failures: Int, delay: Duration?) {
        var throttle = FailureThrottle()
        let now = time.monotonicTime()
        for _ in 0..<failures { throttle.recordFailure(of: address, at: now) }
        #expect(throttle.delay(for: address, at: now) == delay)
    }

    @Test func `the delay runs down and ends`() {
        var throttle = FailureThrottle(limits: limits())
        throttle.recordFailure(of: address, at: time.monotonicTime())
        #expect(throttle.delay(for: address, at: time.monotonicTime()) == .seconds(1))
        time.advance(by: .milliseconds(400))
        #expect(throttle.delay(for: address, at: time.monotonicTime()) == .milliseconds(600))
        time.advance(by: .nanoseconds(599_999_999))
        #expect(throttle.delay(for: address, at: time.monotonicTime()) == .nanoseconds(1))
        time.advance(by: .nanoseconds(1))
        #expect(throttle.delay(for: address, at: time.monotonicTime()) == nil)
    }

    @Test func `a delay counts from the last failure`() {
        var throttle = FailureThrottle(limits: limits())
        throttle.recordFailure(of: address, at: time.monotonicTime())
        time.advance(by: .seconds(1))
        throttle.recordFailure(of: address, at: time.monotonicTime())
        #expect(throttle.delay(for: address, at: time.monotonicTime()) == .seconds(2))
    }

    @Test func `another address pays nothing`() {
        var throttle = FailureThrottle(limits: limits())
        throttle.recordFailure(of: address, at: time.monotonicTime())
        #expect(throttle.delay(for: ThrottledAddress("192.0.2.2"), at: time.monotonicTime()) == nil)
    }

    @Test func `the addresses of one IPv6 network pay together`() {
        var throttle = FailureThrottle(limits: limits(free: 1))
        throttle.recordFailure(of: ThrottledAddress("2001:db8::1"), at: time.monotonicTime())
        throttle.recordFailure(of: ThrottledAddress("2001:db8::2"), at: time.monotonicTime())
        #expect(throttle.count == 1)
        #expect(throttle.delay(for: ThrottledAddress("2001:db8::3"), at: time.monotonicTime()) == .seconds(1))
    }

    @Test func `a first delay above the longest is cut to it`() {
        var steep = limits()
        steep.firstDelay = .seconds(90)
        var throttle = FailureThrottle(limits: steep)
        throttle.recordFailure(of: address, at: time.monotonicTime())
        #expect(throttle.delay(for: address, at: time.monotonicTime()) == .seconds(60))
    }

    // MARK: forgetting

    @Test(arguments: pauses)
    func `failures are forgotten after fifteen minutes without one`(pause: Duration, delay: Duration) {
        var throttle = FailureThrottle(limits: limits())
        for _ in 0..<2 { throttle.recordFailure(of: address, at: time.monotonicTime()) }
        time.advance(by: pause)
        throttle.recordFailure(of: address, at: time.monotonicTime())
        #expect(throttle.delay(for: address, at: time.monotonicTime()) == delay)
    }

    @Test func `each failure begins the fifteen minutes anew`() {
        var throttle = FailureThrottle(limits: limits())
        for _ in 0..<3 {
            throttle.recordFailure(of: address, at: time.monotonicTime())
            time.advance(by: .seconds(600))
        }
        throttle.recordFailure(of: address, at: time.monotonicTime())
        #expect(throttle.delay(for: address, at: time.monotonicTime()) == .seconds(8))
    }

    // MARK: how many addresses

    @Test func `beyond the limit the address with the oldest failure is forgotten`() {
        var throttle = FailureThrottle(limits: limits(addresses: 3))
        for name in ["a", "b", "c", "a", "d"] {
            throttle.recordFailure(of: ThrottledAddress(name), at: time.monotonicTime())
            time.advance(by: .milliseconds(1))
        }
        let remembered = ["a", "b", "c", "d"].filter {
            throttle.delay(for: ThrottledAddress($0), at: time.monotonicTime()) != nil
        }
        #expect(throttle.count == 3)
        #expect(remembered == ["a", "c", "d"])
    }

    @Test func `a known address needs no room`() {
        var throttle = FailureThrottle(limits: limits(addresses: 2))
        for name in ["a", "b", "b", "b"] {
            throttle.recordFailure(of: ThrottledAddress(name), at: time.monotonicTime())
        }
        #expect(throttle.count == 2)
        #expect(throttle.delay(for: ThrottledAddress("a"), at: time.monotonicTime()) == .seconds(1))
    }

    @Test func `what may be forgotten makes room first`() {
        var throttle = FailureThrottle(limits: limits(addresses: 3))
        throttle.recordFailure(of: ThrottledAddress("a"), at: time.monotonicTime())
        throttle.recordFailure(of: ThrottledAddress("b"), at: time.monotonicTime())
        time.advance(by: .seconds(450))
        throttle.recordFailure(of: ThrottledAddress("c"), at: time.monotonicTime())
        time.advance(by: .seconds(450))
        throttle.recordFailure(of: ThrottledAddress("d"), at: time.monotonicTime())
        #expect(throttle.count == 2)
    }

    @Test func `no crowd of guessers takes more room than the limit`() {
        var throttle = FailureThrottle()
        for index in 0..<4100 {
            let guesser = ThrottledAddress("198.51.\(index / 256).\(index % 256)")
            throttle.recordFailure(of: guesser, at: time.monotonicTime())
        }
        #expect(throttle.count == 4096)
    }

    private func limits(free: Int = 0, addresses: Int = 4096) -> FailureThrottle.Limits {
        var limits = FailureThrottle.Limits()
        limits.freeFailures = free
        limits.maximumAddresses = addresses
        return limits
    }
}
