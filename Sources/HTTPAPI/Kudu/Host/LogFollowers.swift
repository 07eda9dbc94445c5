import Glibc
import JobModel
import LinuxSystem

/// Where a stream of logs has come to in each of its files.
struct LogFollowers: Sendable {
    /// Bytes read of one file at one look.
    private static let pieceSize = 1024 * 1024
    /// Bytes of a line; what is longer comes in parts.
    private static let maximumLine = 64 * 1024

    private struct Position: Sendable {
        var file: SharedDescriptor
        var inode: UInt64
        var offset: Int
        /// The beginning of a line that is not complete.
        var rest: [UInt8] = []
    }

    private var positions: [FilePlace: Position] = [:]
    private var isFirstLook = true

    /// The complete lines that came since the last look, without their ends.
    ///
    /// What is there at the first look is not told; a file that comes later, or takes the place of another, is told from
    /// its beginning.
    mutating func lines(in places: [FilePlace], _ files: HomeFiles) -> [ArraySlice<UInt8>] {
        defer { isFirstLook = false }
        var lines: [ArraySlice<UInt8>] = []
        for place in Set(positions.keys).subtracting(places) {
            lines += read(place)
            positions[place] = nil
        }
        for place in places {
            // One that cannot be read now may be there at the next look.
            guard case .file(let found)? = try? files.find(place) else { continue }
            if let known = positions[place] {
                lines += read(place)
                if known.inode == found.status.inode, found.status.size >= known.offset { continue }
            }
            let offset = isFirstLook ? found.status.size : 0
            positions[place] = Position(file: found.file, inode: found.status.inode, offset: offset)
            lines += read(place)
        }
        return lines
    }

    private mutating func read(_ place: FilePlace) -> [ArraySlice<UInt8>] {
        guard var position = positions[place] else { return [] }
        var bytes = [UInt8](repeating: 0, count: Self.pieceSize)
        let count = pread(position.file.number, &bytes, bytes.count, off_t(position.offset))
        guard count > 0 else { return [] }
        position.offset += count
        let text = position.rest + bytes[..<count]
        var lines = text.split(separator: 10, omittingEmptySubsequences: false)
        position.rest = lines.popLast().map(Array.init) ?? []
        if position.rest.count > Self.maximumLine {
            lines.append(position.rest[...])
            position.rest = []
        }
        positions[place] = position
        return lines.map { $0.last == 13 ? $0.dropLast() : $0 }
    }
}
