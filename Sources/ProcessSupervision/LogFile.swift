import Glibc
import LinuxSystem

/// A log file that is appended to and rolls by size; opened at the first line.
struct LogFile: ~Copyable {
    private let location: LogLocation
    private var file: Descriptor?
    private var size = 0
    /// Bytes that could not be written since the last success, for example because the disk is full.
    private(set) var lostBytes = 0

    init(_ location: LogLocation) {
        self.location = location
    }

    /// Appends whole lines.
    ///
    /// A failure loses these lines, counts them, and is tried afresh with the next ones: a full disk must not stop the
    /// job.
    mutating func append(_ lines: [UInt8]) {
        guard !lines.isEmpty else { return }
        var rest = lines[...]
        do throws(SystemError) {
            while !rest.isEmpty {
                try openIfNeeded()
                let piece = rest.prefix(fitting(rest))
                if piece.isEmpty {
                    try roll()
                } else {
                    try file?.write(Array(piece))
                    size += piece.count
                    rest = rest.dropFirst(piece.count)
                }
            }
            lostBytes = 0
            if !location.isHeldOpen { file = nil }
        } catch {
            lostBytes += rest.count
            // A line that was cut off in the middle would swallow the beginning of the next one.
            if let number = file?.number { ftruncate(number, size) }
            file = nil
        }
    }

    /// Opens the file and makes room in it for at least the first of some lines: its size, and how many bytes it takes
    /// before it rolls.
    ///
    /// `nil` when it cannot be opened: then `append` counts what is lost.
    mutating func makeRoom(forLine length: Int) -> (size: Int, room: Int)? {
        do throws(SystemError) {
            try openIfNeeded()
            guard let maximum = location.maximumSize else { return (size, .max) }
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
        guard try opened.isPlainFile(location.path) else {
            throw SystemError(call: "open", path: location.path, code: EINVAL)
        }
        size = try opened.size()
        file = consume opened
    }

    /// How many of these bytes, whole lines, go into the file before it rolls.
    ///
    /// A line that is longer than a whole file gets a file of its own.
    private func fitting(_ lines: ArraySlice<UInt8>) -> Int {
        guard let maximum = location.maximumSize, size + lines.count > maximum else { return lines.count }
        let room = max(0, maximum - size)
        if let end = lines.prefix(room).lastIndex(of: 10) { return end + 1 - lines.startIndex }
        guard size == 0 else { return 0 }
        return lines.firstIndex(of: 10).map { $0 + 1 - lines.startIndex } ?? lines.count
    }

    private mutating func roll() throws(SystemError) {
        file = nil
        size = 0
        for number in stride(from: location.fileCount - 1, through: 1, by: -1) {
            let from = number == 1 ? location.path : location.older(number - 1)
            rename(from, location.older(number))
        }
        // Where no older file is kept, or it could not be moved, the log begins anew.
        unlink(location.path)
    }
}

extension Descriptor {
    /// A file with one name: a second one may be that of something that the job must not write to.
    ///
    /// A device is for whoever named it as a log.
    fileprivate func isPlainFile(_ path: String) throws(SystemError) -> Bool {
        var information = stat()
        let number = number
        try check("fstat", path: path) { fstat(number, &information) }
        let kind = information.st_mode & S_IFMT
        return kind == S_IFCHR || kind == S_IFREG && information.st_nlink == 1
    }
}
