import Glibc

/// A system call that failed: which one, on what, and why.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    package let call: String
    package let path: String?
    /// The `errno` of the call.
    package let code: Int32

    package init(call: String, path: String? = nil, code: Int32) {
        self.call = call
        self.path = path
        self.code = code
    }

    package var description: String {
        let reason = String(cString: strerror(code))
        guard let path else { return "\(call) failed: \(reason)" }
        return "\(call) of \(path) failed: \(reason)"
    }

    package var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    package var isFull: Bool { code == ENOSPC || code == EDQUOT }
}

/// Runs one system call, again when a signal interrupted it; takes `errno` in the very next statement.
@discardableResult
package func check<Result: FixedWidthInteger>(
    _ call: StaticString,
    path: String? = nil,
    _ body: () -> Result
) throws(SystemError) -> Result {
    while true {
        let result = body()
        if result != -1 { return result }
        let code = errno
        if code == EINTR { continue }
        throw SystemError(call: "\(call)", path: path, code: code)
    }
}
