import TestKit
import Testing

@testable import LinuxSystem

@Suite struct SideWorkTests {
    @Test func `what is handed over arrives in order, and all before the end`() throws {
        let values = HandOver<Int>()
        let sum = try SideWork(name: "test-take") {
            var taken: [Int] = []
            while let value = values.next() { taken.append(value) }
            return taken
        }
        for value in 0..<1000 { values.append(value) }
        values.end()
        #expect(try sum.wait() == Array(0..<1000))
        #expect(values.count == 0)
        #expect(values.next() == nil)
    }

    @Test func `what waits is counted`() {
        let values = HandOver<String>()
        values.append("a")
        values.append("b")
        #expect(values.count == 2)
        #expect(values.next() == "a")
        #expect(values.count == 1)
    }

    @Test func `an error of the work reaches whoever waits for it`() throws {
        let work = try SideWork(name: "test-fail") { () throws -> Int in throw SystemError(call: "x", code: 1) }
        #expect(throws: SystemError(call: "x", code: 1)) { try work.wait() }
    }
}
