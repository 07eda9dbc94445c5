import Glibc

/// The kernel's notice of changes in folders, raw: watch numbers in, events out.
package final class Inotify: Sendable {
    /// What happened, as the kernel's bits.
    package struct Mask: OptionSet, Sendable, Hashable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        package static let modified = Mask(rawValue: UInt32(IN_MODIFY))
        package static let attributesChanged = Mask(rawValue: UInt32(IN_ATTRIB))
        package static let closedAfterWriting = Mask(rawValue: UInt32(IN_CLOSE_WRITE))
        package static let created = Mask(rawValue: UInt32(IN_CREATE))
        package static let removed = Mask(rawValue: UInt32(IN_DELETE))
        package static let movedAway = Mask(rawValue: UInt32(IN_MOVED_FROM))
        package static let movedHere = Mask(rawValue: UInt32(IN_MOVED_TO))
        package static let folderRemoved = Mask(rawValue: UInt32(IN_DELETE_SELF))
        package static let folderMoved = Mask(rawValue: UInt32(IN_MOVE_SELF))
        package static let isFolder = Mask(rawValue: UInt32(IN_ISDIR))
        package static let overflow = Mask(rawValue: UInt32(IN_Q_OVERFLOW))
        package static let watchEnded = Mask(rawValue: UInt32(IN_IGNORED))

        /// Everything that can change a folder's content or structure.
        package static let allChanges: Mask = [
            .modified, .attributesChanged, .closedAfterWriting, .created, .removed, .movedAway, .movedHere,
            .folderRemoved, .folderMoved,
        ]
        static let onlyFolders = Mask(rawValue: UInt32(IN_ONLYDIR) | UInt32(IN_DONT_FOLLOW) | UInt32(IN_EXCL_UNLINK))
    }

    package struct Event: Sendable {
        package let watch: Int32
        package let mask: Mask
        /// Equal for the two halves of one rename.
        package let cookie: UInt32
        /// The entry in the watched folder; empty for the folder itself.
        package let name: String
    }

    /// Bytes taken from the kernel's queue at a time.
    private static let bufferSize = 16 * 1024
    /// Bytes of an event about an entry with the longest name there can be.
    private static let longestEvent = MemoryLayout<inotify_event>.size + Int(NAME_MAX) + 1

    private let descriptor: Descriptor

    package init() throws(SystemError) {
        descriptor = Descriptor(
            owning: try check("inotify_init1") { inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC)) }
        )
    }

    package var number: Int32 { descriptor.number }

    /// Watches a folder (not what lies deeper).
    ///
    /// `ENOSPC` says that the user's limit of watches is used up.
    package func add(_ path: String, _ mask: Mask = .allChanges) throws(SystemError) -> Int32 {
        let number = descriptor.number
        let bits = mask.union(.onlyFolders).rawValue
        return try check("inotify_add_watch", path: path) { inotify_add_watch(number, path, bits) }
    }

    package func remove(_ watch: Int32) {
        // The watch may have ended with its folder.
        _ = inotify_rm_watch(descriptor.number, watch)
    }

    /// The events that have come, without waiting; `isAll` is false when more may be queued.
    package func read() throws(SystemError) -> (events: [Event], isAll: Bool) {
        let number = descriptor.number
        // On the stack, for the moment of reading: most of the time there are a few events at once.
        let result = withUnsafeTemporaryAllocation(byteCount: Self.bufferSize, alignment: 8) { buffer in
            let count = Glibc.read(number, buffer.baseAddress, buffer.count)
            let code = count < 0 ? errno : 0
            return (code, count, count > 0 ? Self.parse(UnsafeRawBufferPointer(rebasing: buffer[..<count])) : [])
        }
        let (code, count, events) = result
        if code != 0, code != EAGAIN, code != EINTR {
            throw SystemError(call: "read", path: "inotify", code: code)
        }
        // The kernel hands out as many events as fit; the longest takes this much room.
        return (events, code != EINTR && count + Self.longestEvent <= Self.bufferSize)
    }

    static func parse(_ bytes: UnsafeRawBufferPointer) -> [Event] {
        var events: [Event] = []
        let headerSize = MemoryLayout<inotify_event>.size
        var offset = 0
        while offset + headerSize <= bytes.count {
            let header = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
            let end = offset + headerSize + Int(header.len)
            guard end <= bytes.count else { break }
            let name = bytes[(offset + headerSize)..<end].prefix { $0 != 0 }
            events.append(
                Event(
                    watch: header.wd,
                    mask: Mask(rawValue: header.mask),
                    cookie: header.cookie,
                    name: EntryName(name).shown
                )
            )
            offset = end
        }
        return events
    }
}
