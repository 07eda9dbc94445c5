import Glibc
package import LinuxSystem
import Synchronization

/// A pipe whose writing end a test closes when it likes.
package final class TestPipe: Sendable {
    package let reading: SharedDescriptor
    private let writing: Mutex<SharedDescriptor?>

    package init() throws {
        let ends = try Pipe().split()
        reading = ends.reading
        writing = Mutex(ends.writing)
    }

    package func write(_ text: String) throws {
        guard let end = writing.withLock({ $0 }) else { throw SystemError(call: "write", code: EPIPE) }
        try Array(text.utf8).withUnsafeBytes { try end.write($0) }
    }

    package func close() {
        writing.withLock { $0 = nil }
    }
}
