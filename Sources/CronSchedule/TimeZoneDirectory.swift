import Glibc

/// The folder in which the system keeps its time zones: the only place where this module touches the outside.
struct TimeZoneDirectory {
    let path: String

    /// A name is a relative path of plain components: nothing in it can lead out of the folder.
    static func isValid(name: String) -> Bool {
        guard 1...255 ~= name.utf8.count else { return false }
        let components = name.split(separator: "/", omittingEmptySubsequences: false)
        return components.allSatisfy { component in
            !component.isEmpty && component.utf8.first != UInt8(ascii: ".") && component.utf8.allSatisfy(isPlain)
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-_+.".utf8.contains(byte)
        }
    }

    /// The bytes of a file, or nil when there is none (a folder, such as `Europe`, is none).
    static func contents(ofFile path: String) throws(TimeZoneError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            guard code == ENOENT || code == ENOTDIR else { throw unreadable(path, code) }
            return nil
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            let code = errno
            if count < 0, code == EINTR { continue }
            if count < 0, code == EISDIR { return nil }
            guard count >= 0 else { throw unreadable(path, code) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= largestFile else { throw unreadable(path, EFBIG) }
        }
    }

    private static func unreadable(_ path: String, _ code: Int32) -> TimeZoneError {
        .unreadable(path: path, reason: String(cString: strerror(code)))
    }

    /// The real path behind a symbolic link, nil where there is no such file.
    static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The names of all zones: some 600, so this is for error messages only.
    var zoneNames: [String] {
        var names: [String] = []
        collect(in: "", depth: 1, into: &names)
        return names.sorted()
    }

    /// Zone names begin with a capital; the folders `posix` and `right` repeat them all, other files are tables.
    private func collect(in folder: String, depth: Int, into names: inout [String]) {
        guard let stream = opendir("\(path)/\(folder)") else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let type = Int32(entry.pointee.d_type)
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let first = name.utf8.first, UInt8(ascii: "A")...UInt8(ascii: "Z") ~= first else { continue }
            if type == Int32(DT_DIR) {
                // America/Argentina/Ushuaia is as deep as names go.
                if depth < 3 { collect(in: "\(folder)\(name)/", depth: depth + 1, into: &names) }
            } else if names.count < Self.mostNames {
                names.append(folder + name)
            }
        }
    }

    private static let largestFile = 1 << 20
    private static let mostNames = 5_000
}
