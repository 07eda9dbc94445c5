import Glibc
import LinuxSystem

/// Reads files one after the other into the same memory.
final class ContentReader {
    /// Files larger than this (bytes) are read piece by piece, not into memory.
    static let memoryLimit = 4 * 1024 * 1024

    private let buffer: UnsafeMutableRawBufferPointer

    init() {
        // One more, in which a file shows that it has grown. Memory that is never touched costs nothing.
        buffer = .allocate(byteCount: Self.memoryLimit + 1, alignment: 16)
    }

    deinit {
        buffer.deallocate()
    }

    /// Hands out the whole content, which lasts as long as the call; `nil` when the file is too large for that.
    func withContent<Result>(
        of path: String,
        _ body: (UnsafeRawBufferPointer) throws(GitError) -> Result
    ) throws(GitError) -> Result? {
        let file = try Self.open(path)
        let size = try Self.size(of: file)
        guard size <= Self.memoryLimit else { return nil }
        let count = try fill(from: file, path, atMost: size + 1)
        guard count == size else { throw .changedMeanwhile(path: path) }
        return try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }

    /// Hands out a file of any size piece by piece, each with whether it is the last; its size comes first.
    func withPieces(
        of path: String,
        size begin: (Int) throws(GitError) -> Void,
        _ body: (UnsafeRawBufferPointer, Bool) throws(GitError) -> Void
    ) throws(GitError) {
        let file = try Self.open(path)
        let size = try Self.size(of: file)
        try begin(size)
        var rest = size
        repeat {
            let count = try fill(from: file, path, atMost: Self.memoryLimit)
            rest -= count
            guard rest >= 0, count > 0 || rest == 0 else { throw .changedMeanwhile(path: path) }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]), rest == 0)
        } while rest > 0
    }

    private func fill(from file: borrowing Descriptor, _ path: String, atMost limit: Int) throws(GitError) -> Int {
        var filled = 0
        while filled < limit {
            let count = read(file.number, buffer.baseAddress?.advanced(by: filled), limit - filled)
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw .system(SystemError(call: "read", path: path, code: errno))
            }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    private static func open(_ path: String) throws(GitError) -> Descriptor {
        do throws(SystemError) {
            // What was a file may be a pipe by now, which nobody may write to.
            return try Descriptor.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        } catch {
            throw error.isMissing || error.code == ELOOP ? .changedMeanwhile(path: path) : .system(error)
        }
    }

    private static func size(of file: borrowing Descriptor) throws(GitError) -> Int {
        do throws(SystemError) { return try file.size() } catch { throw .system(error) }
    }
}
