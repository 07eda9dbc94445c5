import Glibc
import LinuxSystem

/// A folder of one test's own, removed with everything in it when the test lets go of it.
package final class ScratchDirectory: Sendable {
    package let path: String

    package init() throws {
        // The real path: on some machines the temporary folder is a link, and jobs see where it leads.
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/nyala-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", path: parent, code: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // What cannot be removed is left to the system's own cleaning.
        try? Folder.removeTree(path)
    }

    /// The path of something inside.
    package func at(_ name: String) -> String {
        "\(path)/\(name)"
    }

    /// Writes a file, with the folders above it; returns its path.
    @discardableResult
    package func write(_ name: String, _ text: String, mode: UInt32 = 0o644) throws -> String {
        let file = at(name)
        if let slash = file.lastIndex(of: "/") { try Folder.create(String(file[..<slash])) }
        try AtomicFile.write(Array(text.utf8), to: file, mode: mode)
        guard chmod(file, mode) == 0 else { throw SystemError(call: "chmod", path: file, code: errno) }
        return file
    }

    /// The text of a file inside; `nil` when there is none.
    package func read(_ name: String) throws -> String? {
        try FileContents.text(at(name))
    }
}
