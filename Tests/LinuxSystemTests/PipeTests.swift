import Glibc
import LinuxSystem
import TestKit
import Testing

@Suite struct PipeTests {
    private func read(_ pipe: TestPipe) -> String? {
        var buffer = [UInt8](repeating: 0, count: 16)
        let count = buffer.withUnsafeMutableBytes { pipe.reading.read(into: $0) }
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }

    @Test func `what is written comes out in order, and nothing blocks the reader`() throws {
        let pipe = try TestPipe()
        #expect(read(pipe) == nil)
        try pipe.write("one ")
        try pipe.write("two")
        #expect(read(pipe) == "one two")
        #expect(read(pipe) == nil)
    }

    @Test func `the end shows once the last writer has let go`() throws {
        let pipe = try TestPipe()
        try pipe.write("last")
        pipe.close()
        #expect(read(pipe) == "last")
        #expect(read(pipe)?.isEmpty == true)
        #expect(read(pipe)?.isEmpty == true)
    }

    @Test func `a piece is no longer than the reader's room`() throws {
        let pipe = try TestPipe()
        try pipe.write("0123456789abcdefXY")
        #expect(read(pipe) == "0123456789abcdef")
        #expect(read(pipe) == "XY")
    }

    @Test func `no program inherits an end, and only the reading one does not block`() throws {
        let pipe = try Pipe()
        let inherited = [fcntl(pipe.reading.number, F_GETFD), fcntl(pipe.writing.number, F_GETFD)]
        let modes = [fcntl(pipe.reading.number, F_GETFL), fcntl(pipe.writing.number, F_GETFL)]
        #expect(inherited.map { $0 & FD_CLOEXEC } == [FD_CLOEXEC, FD_CLOEXEC])
        #expect(modes.map { $0 & O_NONBLOCK } == [O_NONBLOCK, 0])
    }

    @Test func `a blocking reader waits for bytes and for the end`() async throws {
        let pipe = try TestPipe()
        let executor = try BlockingExecutor(name: "test-reader", threads: 1)
        let pieces = Recorder<[UInt8]>()
        // Awaited below.
        let reader = Task {
            try await executor.perform {
                while let piece = try pipe.reading.readBlocking(atMost: 4) { pieces.add(piece) }
            }
        }
        try pipe.write("12345")
        try await eventually("both pieces arrive") { pieces.values.count == 2 }
        try pipe.write("6")
        try await eventually("the next one arrives") { pieces.values.count == 3 }
        pipe.close()
        try await reader.value
        #expect(pieces.values.map { String(decoding: $0, as: UTF8.self) } == ["1234", "5", "6"])
    }
}
