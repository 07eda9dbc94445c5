import Glibc
import LinuxSystem
import TestKit
import Testing

@Suite struct FileCopyTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
    }

    private func write(_ count: Int) throws -> [UInt8] {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try AtomicFile.write(bytes, to: scratch.at("from"))
        return bytes
    }

    @Test(arguments: [0, 1, 4096, 300_000])
    func `copies a file and counts its bytes`(count: Int) throws {
        let bytes = try write(count)
        let source = try Descriptor.open(scratch.at("from"))
        let target = try Descriptor.open(scratch.at("to"), O_WRONLY | O_CREAT)
        let copied = try FileCopy.contents(of: source, to: target)
        #expect(copied == count)
        #expect(try FileContents.read(scratch.at("to")) == bytes)
    }

    @Test func `begins at both positions`() throws {
        let bytes = try write(100)
        let source = try Descriptor.open(scratch.at("from"))
        let target = try Descriptor.open(scratch.at("to"), O_WRONLY | O_CREAT)
        var head = [UInt8](repeating: 0, count: 40)
        let skipped = read(source.number, &head, head.count)
        try target.write([1, 2, 3])
        let copied = try FileCopy.contents(of: source, to: target)
        #expect(skipped == 40)
        #expect(copied == 60)
        #expect(try FileContents.read(scratch.at("to")) == [1, 2, 3] + Array(bytes[40...]))
    }

    /// The kernel refuses to copy from file to pipe; memory serves.
    @Test func `copies where the kernel cannot`() throws {
        let bytes = try write(5000)
        let source = try Descriptor.open(scratch.at("from"))
        let pipe = try Pipe()
        let copied = try FileCopy.contents(of: source, to: pipe.writing)
        var received = [UInt8](repeating: 0, count: 6000)
        let count = read(pipe.reading.number, &received, received.count)
        #expect(copied == 5000)
        #expect(count == 5000)
        #expect(Array(received.prefix(5000)) == bytes)
    }

    @Test func `a source that may not be read is an error`() throws {
        let source = try Descriptor.open(scratch.at("from"), O_WRONLY | O_CREAT)
        let target = try Descriptor.open(scratch.at("to"), O_WRONLY | O_CREAT)
        var code: Int32 = 0
        do throws(SystemError) {
            try FileCopy.contents(of: source, to: target)
        } catch {
            code = error.code
        }
        #expect(code == EBADF)
    }
}
