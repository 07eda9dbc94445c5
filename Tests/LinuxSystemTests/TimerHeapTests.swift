import JobModel
import TestKit
import Testing

@testable import LinuxSystem

@Suite struct TimerHeapTests {
    private let ran = Recorder<Int>()

    private func time(_ nanoseconds: Int) -> MonotonicTime {
        MonotonicTime(nanoseconds: Int64(nanoseconds))
    }

    private func runDue(_ heap: inout TimerHeap, at now: Int) {
        while let handler = heap.takeDue(time(now)) { handler() }
    }

    @Test func `an empty heap has nothing to do`() {
        var heap = TimerHeap()
        let deadline = heap.nextDeadline
        let isDue = heap.takeDue(time(.max)) != nil
        #expect(deadline == nil)
        #expect(!isDue)
    }

    @Test func `timers come by deadline, however they were set, and none too early`() {
        var heap = TimerHeap()
        for deadline in [5, 1, 4, 2, 3] { _ = heap.insert(time(deadline)) { ran.add(deadline) } }
        let first = heap.nextDeadline
        runDue(&heap, at: 0)
        #expect(first == time(1))
        #expect(ran.values.isEmpty)
        runDue(&heap, at: 3)
        let next = heap.nextDeadline
        #expect(ran.values == [1, 2, 3])
        #expect(next == time(4))
        runDue(&heap, at: 100)
        let last = heap.nextDeadline
        #expect(ran.values == [1, 2, 3, 4, 5])
        #expect(last == nil)
    }

    @Test(arguments: [2, 3, 4, 7, 100])
    func `timers of one deadline come in the order they were set`(count: Int) {
        var heap = TimerHeap()
        for number in 0..<count { _ = heap.insert(time(1)) { ran.add(number) } }
        runDue(&heap, at: 1)
        #expect(ran.values == Array(0..<count))
    }

    @Test func `a cancelled timer is neither run nor waited for`() {
        var heap = TimerHeap()
        let timers = [1, 2, 3].map { deadline in heap.insert(time(deadline)) { ran.add(deadline) } }
        heap.remove(timers[0])
        let deadline = heap.nextDeadline
        #expect(deadline == time(2))
        heap.remove(timers[2])
        runDue(&heap, at: 10)
        #expect(ran.values == [2])
    }

    @Test func `cancelling again, or after it ran, changes nothing`() {
        var heap = TimerHeap()
        let first = heap.insert(time(1)) { ran.add(1) }
        runDue(&heap, at: 1)
        let second = heap.insert(time(1)) { ran.add(2) }
        heap.remove(first)
        heap.remove(first)
        runDue(&heap, at: 1)
        heap.remove(second)
        #expect(ran.values == [1, 2])
    }

    @Test func `few timers out of many that were cancelled keep their order`() {
        var heap = TimerHeap()
        let timers = (0..<1000).map { number in heap.insert(time(1000 - number)) { ran.add(number) } }
        for (number, timer) in timers.enumerated() where number % 100 != 0 { heap.remove(timer) }
        runDue(&heap, at: 1000)
        #expect(ran.values == [900, 800, 700, 600, 500, 400, 300, 200, 100, 0])
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `agrees with a plain list through thousands of random steps`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var heap = TimerHeap()
        var timers: [Int: TimerID] = [:]
        var deadlines: [Int: Int] = [:]
        for step in 0..<2000 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let deadline = Int.random(in: 0..<500, using: &random)
                timers[step] = heap.insert(time(deadline)) { ran.add(step) }
                deadlines[step] = deadline
            case 5..<9:
                guard let number = deadlines.keys.sorted().randomElement(using: &random),
                    let timer = timers.removeValue(forKey: number)
                else { continue }
                heap.remove(timer)
                deadlines[number] = nil
            default:
                let now = Int.random(in: 0..<500, using: &random)
                let before = ran.values.count
                runDue(&heap, at: now)
                let taken = Array(ran.values.dropFirst(before))
                let takenDeadlines = taken.compactMap { deadlines[$0] }
                for number in taken { deadlines[number] = nil }
                #expect(takenDeadlines == takenDeadlines.sorted())
                #expect(taken.count == takenDeadlines.count, "a timer came twice or after it was cancelled")
                #expect(takenDeadlines.allSatisfy { $0 <= now })
                #expect(deadlines.values.allSatisfy { $0 > now }, "a timer that was due was left")
            }
            let next = heap.nextDeadline
            #expect(next?.nanoseconds == deadlines.values.min().map { Int64($0) })
        }
    }
}
