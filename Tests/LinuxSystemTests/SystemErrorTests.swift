import Glibc
import LinuxSystem
import Testing

@Suite struct SystemErrorTests {
    static let sentences = [
        (SystemError(call: "open", path: "/a/b", code: ENOENT), "open of /a/b failed: No such file or directory"),
        (SystemError(call: "open", path: "/a", code: EACCES), "open of /a failed: Permission denied"),
        (SystemError(call: "write", code: ENOSPC), "write failed: No space left on device"),
    ]

    @Test(arguments: sentences)
    func `says what failed, on what, and why`(error: SystemError, sentence: String) {
        #expect("\(error)" == sentence)
    }

    @Test(arguments: [(ENOENT, true), (ENOTDIR, true), (EACCES, false), (ENOSPC, false)])
    func `knows what is missing`(code: Int32, isMissing: Bool) {
        #expect(SystemError(call: "open", code: code).isMissing == isMissing)
    }

    @Test(arguments: [(ENOSPC, true), (EDQUOT, true), (EFBIG, false), (ENOENT, false)])
    func `knows a full disk`(code: Int32, isFull: Bool) {
        #expect(SystemError(call: "write", code: code).isFull == isFull)
    }

    // MARK: checking a call

    @Test(arguments: [0, 1, 42, -2, Int.max])
    func `what is not -1 is the answer`(answer: Int) throws {
        let result = try check("call") { answer }
        #expect(result == answer)
    }

    @Test func `a failure carries the call, the path and the reason`() {
        let error = #expect(throws: SystemError.self) {
            try check("call", path: "/p") { () -> Int32 in
                errno = EDOM
                return -1
            }
        }
        #expect(error == SystemError(call: "call", path: "/p", code: EDOM))
    }

    @Test func `a call that a signal interrupted is made again`() throws {
        var calls = 0
        let result = try check("call") { () -> Int32 in
            calls += 1
            guard calls < 3 else { return 7 }
            errno = EINTR
            return -1
        }
        #expect(result == 7)
        #expect(calls == 3)
    }
}
