import Glibc
import LinuxSystem

/// A log file that is appended to and rolls by size; opened at the first line.
struct LogFile: ~Copyable {
    private let location: LogLocation
    private let ends: LogEnds?
    /// Of a line of Nyala's own, now.
    private let stamp: @Sendable () -> [UInt8]
    private var file: Descriptor?
    private var size = 0
    /// Of the newest file, where both ends are kept; `nil` until it matters.
    private var newestSize: Int?
    /// Bytes that could not be written since ``tellOfLoss(_:)``, for example because the disk is full.
    private(set) var lostBytes = 0
    /// Why.
    private(set) var lossCode: Int32 = 0

    init(_ location: LogLocation, stamp: @escaping @Sendable () -> [UInt8] = { [] }) {
        self.location = location
        self.stamp = stamp
        ends = location.bothEnds.map { LogEnds(path: location.path, maximum: $0) }
    }

    /// Appends whole lines.
    ///
    /// A failure loses these lines, counts them, and is tried afresh with the next ones: a full disk must not stop the
    /// job.
    mutating func append(_ lines: UnsafeRawBufferPointer) {
        guard !lines.isEmpty else { return }
        if let lost = write(lines) { lostBytes += lost }
    }

    /// Writes a line that says what was lost; whether it could be written.
    mutating func tellOfLoss(_ line: [UInt8]) -> Bool {
        guard line.withUnsafeBytes({ write($0) }) == nil else { return false }
        lostBytes = 0
        return true
    }

    /// These bytes are not even tried.
    mutating func lose(_ count: Int) {
        lostBytes += count
    }

    /// How many of the bytes could not be written; `nil` for none.
    private mutating func write(_ lines: UnsafeRawBufferPointer) -> Int? {
        var rest = lines
        do throws(SystemError) {
            while !rest.isEmpty {
                try openIfNeeded()
                let count = fitting(rest)
                if count == 0 {
                    try roll()
                } else {
                    try file?.write(UnsafeRawBufferPointer(rebasing: rest[..<count]))
                    size += count
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                }
            }
            if !location.isHeldOpen { file = nil }
            return nil
        } catch {
            lossCode = error.code
            // A line that was cut off in the middle would swallow the beginning of the next one.
            if let number = file?.number { ftruncate(number, size) }
            file = nil
            return rest.count
        }
    }

    /// Opens the file and makes room in it for at least the first of some lines: its size, and how many bytes it takes
    /// before it rolls.
    ///
    /// `nil` when it cannot be opened: then `append` counts what is lost.
    mutating func makeRoom(forLine length: Int) -> (size: Int, room: Int)? {
        do throws(SystemError) {
            try openIfNeeded()
            guard let maximum = maximum(with: length) else { return (size, .max) }
            if size > 0, size + length > maximum {
                try roll()
                try openIfNeeded()
            }
            return (size, max(maximum - size, length))
        } catch {
            return nil
        }
    }

    /// Lets go of the descriptor until the next line: of thousands of jobs most say nothing.
    mutating func rest() {
        file = nil
    }

    var path: String { location.path }

    var isOpen: Bool { file != nil }

    private mutating func openIfNeeded() throws(SystemError) {
        guard file == nil else { return }
        do throws(SystemError) {
            try open()
        } catch {
            // A job may have put something else there: a link, a pipe, a folder. Devices stay.
            guard [ELOOP, ENXIO, EISDIR, EINVAL].contains(error.code), !Folder.isDevice(location.path) else {
                throw error
            }
            try Folder.removeTree(location.path)
            try open()
        }
    }

    private mutating func open() throws(SystemError) {
        let opened = try Descriptor.open(location.path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK)
        guard let found = try opened.plainFileSize(location.path) else {
            throw SystemError(call: "open", path: location.path, code: EINVAL)
        }
        size = found
        file = consume opened
    }

    /// How many of these bytes, whole lines, go into the file before it rolls.
    ///
    /// A line that is longer than a whole file gets a file of its own.
    private mutating func fitting(_ lines: UnsafeRawBufferPointer) -> Int {
        guard let maximum = maximum(with: lines.count), size + lines.count > maximum else { return lines.count }
        let room = max(0, maximum - size)
        let length = UnsafeRawBufferPointer(rebasing: lines.prefix(room)).lengthOfLines
        guard length == 0, size == 0 else { return length }
        return lines.firstIndex(of: 10).map { $0 + 1 } ?? lines.count
    }

    /// Bytes that the file may have, of which so many are still to be written.
    private mutating func maximum(with length: Int) -> Int? {
        guard let ends else { return location.maximumSize }
        // As long as it is small, it does not matter whether it is the first.
        if newestSize == nil, size + length <= ends.endSize { return ends.endSize }
        let size = newestSize ?? ends.newestSize()
        newestSize = size
        return size
    }

    private mutating func roll() throws(SystemError) {
        file = nil
        size = 0
        if let ends {
            newestSize = nil
            return try ends.roll(stamp: stamp())
        }
        for number in stride(from: location.fileCount - 1, through: 1, by: -1) {
            let from = number == 1 ? location.path : location.older(number - 1)
            rename(from, location.older(number))
        }
        // Where no older file is kept, or it could not be moved, the log begins anew.
        unlink(location.path)
    }
}

extension Descriptor {
    /// Bytes of a file with one name (a second one may be that of something that the job must not write to); `nil` for
    /// all else.
    ///
    /// A device is for whoever named it as a log.
    fileprivate func plainFileSize(_ path: String) throws(SystemError) -> Int? {
        var information = stat()
        let number = number
        try check("fstat", path: path) { fstat(number, &information) }
        let kind = information.st_mode & S_IFMT
        return kind == S_IFCHR || kind == S_IFREG && information.st_nlink == 1 ? Int(information.st_size) : nil
    }
}
