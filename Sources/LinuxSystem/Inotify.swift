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

    /// The events that have come, without waiting; empty when there are none.
    package func read() throws(SystemError) -> [Event] {
        let number = descriptor.number
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = Glibc.read(number, &buffer, buffer.count)
        if count < 0 {
            let code = errno
            if code == EAGAIN || code == EINTR { return [] }
            throw SystemError(call: "read", path: "inotify", code: code)
        }
        return Self.parse(buffer[..<count])
    }

    static func parse(_ bytes: ArraySlice<UInt8>) -> [Event] {
        var events: [Event] = []
        bytes.withUnsafeBytes { buffer in
            let headerSize = MemoryLayout<inotify_event>.size
            var offset = 0
            while offset + headerSize <= buffer.count {
                let header = buffer.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                let end = offset + headerSize + Int(header.len)
                guard end <= buffer.count else { return }
                let name = buffer[(offset + headerSize)..<end].prefix { $0 != 0 }
                events.append(
                    Event(
                        watch: header.wd,
                        mask: Mask(rawValue: header.mask),
                        cookie: header.cookie,
                        name: String(decoding: name, as: UTF8.self)
                    )
                )
                offset = end
            }
        }
        return events
    }
}
