import Glibc

/// Reads whole small files.
package enum FileContents {
    /// The bytes of a file; `nil` when there is none.
    ///
    /// A file larger than the limit (bytes) throws `EFBIG`.
    package static func read(_ path: String, limit: Int = 64 * 1024 * 1024) throws(SystemError) -> [UInt8]? {
        let descriptor: Descriptor
        do {
            descriptor = try Descriptor.open(path, O_RDONLY)
        } catch {
            if error.isMissing { return nil }
            throw error
        }
        return try read(descriptor, path, limit: limit)
    }

    /// Those of an open file.
    package static func read(
        _ descriptor: borrowing Descriptor,
        _ path: String,
        limit: Int
    ) throws(SystemError) -> [UInt8] {
        let size = try descriptor.size()
        guard size <= limit else { throw SystemError(call: "read", path: path, code: EFBIG) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size + 1)
        // Files of /proc and /sys say 0 and hold more: the end is where read says it is.
        var chunk = [UInt8](repeating: 0, count: max(4096, min(size + 1, 1 << 20)))
        while true {
            let number = descriptor.number
            let count = try check("read", path: path) { Glibc.read(number, &chunk, chunk.count) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else { throw SystemError(call: "read", path: path, code: EFBIG) }
        }
    }

    /// The file's text; bytes that are not UTF-8 are replaced.
    package static func text(_ path: String, limit: Int = 64 * 1024 * 1024) throws(SystemError) -> String? {
        try read(path, limit: limit).map { String(decoding: $0, as: UTF8.self) }
    }
}
