import CLinux
import Glibc

/// An open file descriptor that closes itself; exactly one owner at a time.
package struct Descriptor: ~Copyable, Sendable {
    package let number: Int32

    /// Takes over a descriptor that nobody else will close.
    package init(owning number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Gives the descriptor away without closing it.
    package consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }

    /// Opens a file, always close-on-exec.
    package static func open(
        _ path: String,
        _ flags: Int32 = O_RDONLY,
        mode: UInt32 = 0o644
    ) throws(SystemError) -> Descriptor {
        let number = try check("open", path: path) { Glibc.open(path, flags | O_CLOEXEC, mode) }
        return Descriptor(owning: number)
    }

    /// Opens a path below a folder and never outside of it, whatever `..` or links say.
    package static func open(
        _ path: String,
        beneath folder: borrowing Descriptor,
        _ flags: Int32 = O_RDONLY,
        mode: UInt32 = 0o644
    ) throws(SystemError) -> Descriptor {
        let folderNumber = folder.number
        let number = try check("open", path: path) { nyala_open_beneath(folderNumber, path, flags | O_CLOEXEC, mode) }
        return Descriptor(owning: number)
    }

    /// What lies at a path below a folder and never outside of it, without opening it: that of a device may do something.
    package static func status(
        of path: String,
        beneath folder: borrowing Descriptor
    ) throws(SystemError) -> FileStatus {
        let place = try open(path, beneath: folder, NYALA_O_PATH)
        return try FileStatus(of: place.number)
    }

    /// Writes everything, or throws at the first failure.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = try check("write") { Glibc.write(number, rest.baseAddress, rest.count) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    package func write(_ bytes: [UInt8]) throws(SystemError) {
        var failure: SystemError?
        bytes.withUnsafeBytes { buffer in
            do throws(SystemError) { try write(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Size in bytes of the open file.
    package func size() throws(SystemError) -> Int {
        var information = stat()
        try check("fstat") { fstat(number, &information) }
        return Int(information.st_size)
    }
}

/// A descriptor that several may hold: closed when the last one lets go.
package final class SharedDescriptor: Sendable {
    private let descriptor: Descriptor

    package init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }

    package var number: Int32 { descriptor.number }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        try descriptor.write(bytes)
    }

    /// Size in bytes of the open file.
    package func size() throws(SystemError) -> Int {
        try descriptor.size()
    }

    package func write(_ bytes: [UInt8]) throws(SystemError) {
        try descriptor.write(bytes)
    }
}

/// Both ends of a pipe; the reading end does not block.
package struct Pipe: ~Copyable {
    package let reading: Descriptor
    package let writing: Descriptor

    package init() throws(SystemError) {
        var ends: (Int32, Int32) = (-1, -1)
        try check("pipe2") {
            withUnsafeMutableBytes(of: &ends) { buffer in
                nyala_pipe(buffer.baseAddress?.assumingMemoryBound(to: Int32.self))
            }
        }
        reading = Descriptor(owning: ends.0)
        writing = Descriptor(owning: ends.1)
    }

    /// Hands out the two ends; the writing one is for the child and is closed on our side after the start.
    package consuming func split() -> (reading: SharedDescriptor, writing: SharedDescriptor) {
        (SharedDescriptor(reading), SharedDescriptor(writing))
    }
}

extension SharedDescriptor {
    /// Reads what is there: the number of bytes, 0 at the end, negative when there is nothing now (or on an error,
    /// which the end of the stream will follow).
    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let count = Glibc.read(number, buffer.baseAddress, buffer.count)
            if count >= 0 || errno != EINTR { return count }
        }
    }
}

extension SharedDescriptor {
    /// Waits for bytes and returns at most this many; `nil` at the end.
    ///
    /// Blocks its thread: not for a loop.
    package func readBlocking(atMost limit: Int) throws(SystemError) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: limit)
        while true {
            let count = bytes.withUnsafeMutableBytes { read(into: $0) }
            if count > 0 { return Array(bytes[..<count]) }
            if count == 0 { return nil }
            let code = errno
            guard code == EAGAIN else { throw SystemError(call: "read", code: code) }
            var poll = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
            try check("poll") { Glibc.poll(&poll, 1, -1) }
        }
    }
}
