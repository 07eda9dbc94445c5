import LinuxSystem
import TestKit
import Testing

@testable import ProcessSupervision

/// What the next host finds of a transfer that the one before was killed in.
@Suite struct OutputStagingTests {
    private let scratch: ScratchDirectory
    private let path: String
    private let stamp = Array("[then] ".utf8)

    init() throws {
        scratch = try ScratchDirectory()
        path = scratch.at("log.txt")
    }

    /// A host that was killed after it had taken these bytes out of a job's pipe.
    private func killed(after taken: String, logSize: Int?) throws -> OutputStaging {
        let pipe = try Pipe().split()
        let journal = try TransferJournal()
        if let logSize { journal.begin(path, size: logSize, stamp: stamp) }
        try Array(taken.utf8).withUnsafeBytes { try pipe.writing.write($0) }
        return try OutputStaging([pipe.reading, pipe.writing, journal.descriptor])
    }

    @Test(arguments: ["", "[then] o", "[then] one\n", "[then] one\n[then] two\n"])
    func `lines that were taken are in the log once, however much of them was written`(written: String) throws {
        try scratch.write("log.txt", "before\n\(written)")
        let staging = try killed(after: "one\ntwo\n", logSize: 7)
        #expect(try staging.recover(mask: nil) == path)
        #expect(try scratch.read("log.txt") == "before\n[then] one\n[then] two\n")
        // Only once.
        #expect(try staging.recover(mask: nil) == nil)
        #expect(try scratch.read("log.txt") == "before\n[then] one\n[then] two\n")
    }

    @Test func `nothing taken, nothing changed`() throws {
        try scratch.write("log.txt", "before\nafter\n")
        #expect(try killed(after: "", logSize: 7).recover(mask: nil) == nil)
        #expect(try scratch.read("log.txt") == "before\nafter\n")
    }

    @Test func `without a journal what was taken does not come into another log`() throws {
        let staging = try killed(after: "one\n", logSize: nil)
        #expect(try staging.recover(mask: nil) == nil)
        let pipe = try Pipe().split()
        try Array("two\n".utf8).withUnsafeBytes { try pipe.writing.write($0) }
        var count = 0
        staging.transfer(4, from: pipe.reading, to: path, size: 0, stamp: stamp) { count = $0 }
        #expect(count == 4)
        #expect(try PipeTransfer.content(of: staging.descriptors[0]) == 0)
    }

    @Test func `secrets are masked there as well`() throws {
        let mask = OutputMask(values: [Array("hush-hush".utf8)])
        _ = try killed(after: "it is hush-hush\n", logSize: 0).recover(mask: mask)
        #expect(try scratch.read("log.txt") == "[then] it is ***\n")
    }

    @Test func `what is looked at stays in the pipe`() throws {
        let staging = try OutputStaging()
        let pipe = try Pipe().split()
        try Array("half a line".utf8).withUnsafeBytes { try pipe.writing.write($0) }
        var buffer = [UInt8](repeating: 0, count: 100)
        for _ in 0..<2 {
            let count = buffer.withUnsafeMutableBytes { staging.look(into: pipe.reading, $0) }
            #expect(String(decoding: buffer.prefix(count), as: UTF8.self) == "half a line")
        }
    }
}
