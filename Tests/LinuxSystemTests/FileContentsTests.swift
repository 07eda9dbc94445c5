import Glibc
import LinuxSystem
import TestKit
import Testing

@Suite struct FileContentsTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
    }

    @Test(arguments: [0, 1, 4095, 4096, 4097, 100_000])
    func `reads every byte`(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try AtomicFile.write(bytes, to: scratch.at("file"))
        #expect(try FileContents.read(scratch.at("file")) == bytes)
    }

    @Test func `what is missing is nil`() throws {
        try scratch.write("file", "x")
        #expect(try FileContents.read(scratch.at("none")) == nil)
        #expect(try FileContents.read(scratch.at("none/deeper")) == nil)
        #expect(try FileContents.read(scratch.at("file/deeper")) == nil)
        #expect(try FileContents.text(scratch.at("none")) == nil)
    }

    @Test func `a folder is an error`() throws {
        let error = #expect(throws: SystemError.self) { try FileContents.read(scratch.path) }
        #expect(error?.code == EISDIR)
        #expect(error?.path == scratch.path)
    }

    static let limits = [(0, 0, true), (0, 1, false), (3, 3, true), (3, 4, false), (10_000, 10_001, false)]

    @Test(arguments: limits)
    func `a file may be as large as the limit and no larger`(limit: Int, size: Int, isRead: Bool) throws {
        try AtomicFile.write([UInt8](repeating: 1, count: size), to: scratch.at("file"))
        if isRead {
            #expect(try FileContents.read(scratch.at("file"), limit: limit)?.count == size)
        } else {
            let error = #expect(throws: SystemError.self) {
                try FileContents.read(scratch.at("file"), limit: limit)
            }
            #expect(error?.code == EFBIG)
        }
    }

    @Test func `the limit is 64 MiB unless said otherwise`() throws {
        let path = try scratch.write("sparse", "")
        try check("truncate", path: path) { truncate(path, 64 * 1024 * 1024 + 1) }
        let error = #expect(throws: SystemError.self) { try FileContents.read(path) }
        #expect(error?.code == EFBIG)
    }

    @Test func `a file that does not tell its size is read to its end`() throws {
        let name = try #require(try FileContents.text("/proc/self/cmdline"))
        #expect(!name.isEmpty)
    }

    @Test func `a file without an end stops at the limit`() throws {
        let error = #expect(throws: SystemError.self) { try FileContents.read("/dev/zero", limit: 10_000) }
        #expect(error?.code == EFBIG)
    }

    @Test func `text that is no UTF-8 is mended`() throws {
        try AtomicFile.write([0x61, 0xFF, 0x62], to: scratch.at("file"))
        #expect(try FileContents.text(scratch.at("file")) == "a\u{FFFD}b")
    }
}
