import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import Notifications

@Suite struct DeliveryLogTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
    }

    private func entry(_ number: Int) -> DeliveryEntry {
        DeliveryEntry(lost: number, at: Timestamp(seconds: 1_900_000_000 + Int64(number)))
    }

    @Test func `the newest comes first, and what is not wanted not at all`() throws {
        let log = DeliveryLog(path: scratch.at("log"))
        for number in 1...5 { try log.add(entry(number)) }
        #expect(try log.entries(limit: 2) == [entry(5), entry(4)])
        #expect(try log.entries(limit: 9) { $0.time < Timestamp(seconds: 1_900_000_003) } == [entry(2), entry(1)])
    }

    @Test func `it never grows beyond twice its size`() throws {
        let log = DeliveryLog(path: scratch.at("log"), size: 2000)
        for number in 1...200 { try log.add(entry(number)) }
        let sizes = try ["log", "log.1"].map { try FileContents.read(scratch.at($0))?.count ?? 0 }
        #expect(sizes.reduce(0, +) < 4600)
        let entries = try log.entries(limit: 1000)
        #expect(entries.first == entry(200))
        #expect(entries.count >= 5)
        #expect(try Set(Folder.names(in: scratch.path)).isSubset(of: ["log", "log.1"]))
    }

    @Test func `a line that was cut off is passed over`() throws {
        let log = DeliveryLog(path: scratch.at("log"))
        try log.add(entry(1))
        let text = try #require(try scratch.read("log"))
        try scratch.write("log", text + "{\"time\": \"20\n")
        try log.add(entry(2))
        #expect(try log.entries(limit: 9) == [entry(2), entry(1)])
    }
}
