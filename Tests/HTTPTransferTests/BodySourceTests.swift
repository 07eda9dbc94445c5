import Glibc
import LinuxSystem
import TestKit
import Testing

@testable import HTTPTransfer

@Suite struct BodySourceTests {
    static let lengths: [(byteCount: Int64?, text: String)] = [
        (nil, "0123456789"), (10, "0123456789"), (7, "0123456"), (0, ""),
    ]

    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        try scratch.write("body", "0123456789")
    }

    @Test func `no body ends at once`() throws {
        #expect(BodySource(.none).byteCount == 0)
        #expect(try pieces(of: .none, size: 4).isEmpty)
    }

    @Test(arguments: [(1, 10), (4, 3), (10, 1), (100, 1)])
    func `hands out bytes a buffer at a time`(size: Int, count: Int) throws {
        let body = TransferBody.bytes(Array("0123456789".utf8))
        let read = try pieces(of: body, size: size)
        #expect(BodySource(body).byteCount == 10)
        #expect(read.count == count)
        #expect(read.joined(separator: "") == "0123456789")
    }

    @Test(arguments: lengths)
    func `reads a file to its end, or as much as was announced`(byteCount: Int64?, text: String) throws {
        try withBody { number in
            let body = TransferBody.descriptor(number, byteCount: byteCount)
            #expect(BodySource(body).byteCount == byteCount)
            let found = try pieces(of: body, size: 3).joined(separator: "")
            #expect(found == text)
        }
    }

    @Test func `begins where the descriptor stands and leaves it open`() throws {
        try withBody { number in
            lseek(number, 6, SEEK_SET)
            let found = try pieces(of: .descriptor(number), size: 100)
            #expect(found == ["6789"])
            #expect(fcntl(number, F_GETFD) >= 0)
        }
    }

    @Test func `a file that became shorter is a failure`() throws {
        try withBody { number in
            let error = #expect(throws: BodySource.Failure.self) {
                try pieces(of: .descriptor(number, byteCount: 11), size: 4)
            }
            let isEndedEarly = if case .endedEarly? = error { true } else { false }
            #expect(isEndedEarly)
        }
    }

    @Test(arguments: [Int64?.none, 5])
    func `a file that cannot be read is a failure with its reason`(byteCount: Int64?) {
        let error = #expect(throws: BodySource.Failure.self) {
            try pieces(of: .descriptor(-1, byteCount: byteCount), size: 4)
        }
        let isBadDescriptor = if case .failed(code: EBADF)? = error { true } else { false }
        #expect(isBadDescriptor)
    }

    private func withBody(_ use: (Int32) throws -> Void) throws {
        let path = scratch.at("body")
        let number = try check("open", path: path) { open(path, O_RDONLY | O_CLOEXEC) }
        defer { close(number) }
        try use(number)
    }

    private func pieces(of body: TransferBody, size: Int) throws -> [String] {
        var source = BodySource(body)
        var buffer = [UInt8](repeating: 0, count: size)
        var pieces: [String] = []
        while true {
            let count = try buffer.withUnsafeMutableBytes { bytes in try source.read(into: bytes) }
            if count == 0 { return pieces }
            pieces.append(String(decoding: buffer[..<count], as: UTF8.self))
        }
    }
}
