import Testing

@testable import JobMonitoring

@Suite struct MonitorStateTests {
    private func job(_ name: String, type: String = "triggered", bad: Bool = false) -> MonitoredJob {
        var job = MonitoredJob(type: type, name: name, status: "Ready")
        job.isBad = bad
        return job
    }

    private func state(_ count: Int) -> MonitorState {
        var state = MonitorState()
        state.take((0..<count).map { job("job\($0)") })
        return state
    }

    @Test func `what needs somebody stands first`() {
        var state = MonitorState()
        state.take([job("a"), job("b", bad: true)])
        #expect(state.found.map(\.name) == ["b", "a"])
        #expect(state.frame(width: 100, height: 10)[0].text.contains("2 jobs, 0 running, 1 needs you"))
    }

    @Test func `the chosen job stays chosen, wherever it stands`() {
        var state = state(5)
        for _ in 0..<3 { _ = state.press(.down, page: 3) }
        #expect(state.selected?.name == "job3")
        state.take([job("job3"), job("other")])
        #expect(state.selected?.name == "job3")
        state.take([job("other")])
        #expect(state.selected?.name == "other")
        state.take([])
        #expect(state.selected == nil)
        #expect(state.press(.character("s"), page: 3) == nil)
    }

    @Test func `it is in view, and no move leaves the list`() {
        var state = state(30)
        _ = state.press(.end, page: 4)
        #expect(state.selected?.name == "job29")
        _ = state.press(.down, page: 4)
        #expect(state.selected?.name == "job29")
        let frame = state.frame(width: 80, height: 8)
        #expect(frame.count == 8)
        #expect(frame.contains { $0.style == .turned && $0.text.contains("job29") })
        _ = state.press(.pageUp, page: 4)
        #expect(state.selected?.name == "job25")
        _ = state.press(.home, page: 4)
        #expect(state.frame(width: 80, height: 8).contains { $0.style == .turned && $0.text.contains("job0 ") })
    }

    @Test func `keys ask for what they say`() {
        var state = state(2)
        let first = job("job0")
        #expect(state.press(.character("r"), page: 1) == .run(first))
        #expect(state.press(.character("s"), page: 1) == .stop(first))
        #expect(state.press(.character("a"), page: 1) == .start(first))
        #expect(state.press(.enter, page: 1) == .follow(first))
        #expect(state.mode == .log(first))
        #expect(state.press(.character("s"), page: 1) == nil)
        #expect(state.press(.escape, page: 1) == nil)
        #expect(state.mode == .list)
        #expect(state.press(.character("q"), page: 1) == .quit)
        #expect(state.press(.interrupt, page: 1) == .quit)
    }

    @Test func `a continuous job is not run`() {
        var state = MonitorState()
        state.take([job("worker", type: "continuous")])
        #expect(state.press(.character("r"), page: 1) == nil)
        #expect(state.notice.contains("worker runs all the time"))
    }

    @Test func `a filter is typed, and q is a letter then`() {
        var state = state(12)
        for key: MonitorKey in [.character("/"), .character("q"), .erase, .character("B"), .character("1"), .enter] {
            #expect(state.press(key, page: 5) == nil)
        }
        #expect(state.found.map(\.name) == ["job1", "job10", "job11"])
        #expect(state.frame(width: 120, height: 9).last?.text.contains("filter: B1") == true)
        _ = state.press(.escape, page: 5)
        #expect(state.found.count == 12)
    }

    @Test(arguments: [(1, 1), (2, 2), (5, 3), (80, 24), (300, 100)])
    func `a frame is as large as the screen`(width: Int, height: Int) {
        var state = MonitorState()
        var hostile = job("a\u{1B}[2J", bad: true)
        hostile.last = "\u{202E}\u{1B}]0;x\u{7} 漢字 " + String(repeating: "x", count: 500)
        state.take([hostile] + (0..<50).map { job("job\($0)") })
        for _ in 0..<2 {
            let frame = state.frame(width: width, height: height)
            #expect(frame.count == height)
            #expect(frame.allSatisfy { ScreenLine.cells($0.text) <= width })
            #expect(frame.allSatisfy { $0.text.unicodeScalars.allSatisfy { $0.value >= 32 } })
            _ = state.press(.enter, page: 1)
            state.log = ["\u{1B}[31mred", "two"]
        }
    }

    @Test(arguments: [(0, "0 KiB"), (1_572_864, "1 MiB"), (1_610_612_736, "1.5 GiB")])
    func `memory is written for people`(bytes: Int, text: String) {
        var job = job("a")
        job.memory = bytes
        job.processor = 12.34
        #expect(job.memoryText == text)
        #expect(job.processorText == "12.3%")
    }
}
