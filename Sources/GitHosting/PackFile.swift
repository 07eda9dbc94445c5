import Deflate
import Glibc
import LinuxSystem

/// The file of a pack while it grows, under a name that git takes for nothing and `git gc` one day removes.
final class PackFile {
    /// Bytes gathered before they are written.
    private static let pieceSize = 1024 * 1024
    private static let version: UInt32 = 2

    private let folder: String
    private let temporary: String
    private let file: Descriptor
    private var buffer: [UInt8] = []
    /// Bytes on disk.
    private var written = 0
    /// Of the current object: what of it is in the buffer, and the checksum of what is on disk already.
    private var objectStart = 0
    private var objectChecksum = CRC32()

    init(in folder: String) throws(SystemError) {
        try Folder.create(folder)
        temporary = "\(folder)/tmp_pack_\(String(UInt64.random(in: .min ... .max), radix: 36))"
        file = try Descriptor.open(temporary, O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
        self.folder = folder
        buffer.reserveCapacity(Self.pieceSize + Self.pieceSize / 4)
        buffer += Array("PACK".utf8)
        buffer.append(bigEndian: Self.version)
        // How many objects it has is known at the end.
        buffer.append(bigEndian: UInt32(0))
    }

    deinit {
        // Gone under this name when the pack was finished.
        unlink(temporary)
    }

    // MARK: objects

    /// Begins an object at the end of the file; its offset.
    func beginObject() -> Int {
        objectStart = buffer.count
        objectChecksum = CRC32()
        return written + buffer.count
    }

    /// Lets the body append bytes of the object.
    func append(_ body: (inout [UInt8]) throws(GitError) -> Void) throws(GitError) {
        try body(&buffer)
        if buffer.count >= Self.pieceSize { try flush() }
    }

    /// The checksum that the index has of the object.
    func endObject() -> UInt32 {
        addToChecksum()
        return objectChecksum.value
    }

    private func addToChecksum() {
        buffer.withUnsafeBytes { objectChecksum.add(UnsafeRawBufferPointer(rebasing: $0[objectStart...])) }
        objectStart = buffer.count
    }

    private func flush() throws(GitError) {
        addToChecksum()
        do throws(SystemError) { try file.write(buffer) } catch { throw .system(error) }
        written += buffer.count
        buffer.removeAll(keepingCapacity: true)
        objectStart = 0
    }

    // MARK: the end

    /// Makes the pack known to git: the pack first, then its index, each complete and on the disk before it has a name.
    func finish(_ index: PackIndex) throws(GitError) {
        try flush()
        let checksum = try writeChecksum(count: index.entries.count)
        let indexFile = try PackFile.write(index.serialized(pack: checksum), besides: temporary)
        let name = "\(folder)/pack-\(checksum.map { Self.hexadecimal($0) }.joined())"
        do throws(SystemError) {
            let number = file.number
            try check("fchmod", path: temporary) { fchmod(number, 0o444) }
            try check("fsync", path: temporary) { fsync(number) }
            try check("rename", path: "\(name).pack") { rename(temporary, "\(name).pack") }
            try check("rename", path: "\(name).idx") { rename(indexFile, "\(name).idx") }
            let names = try Descriptor.open(folder, O_RDONLY | O_DIRECTORY)
            let namesNumber = names.number
            try check("fsync", path: folder) { fsync(namesNumber) }
        } catch {
            unlink(indexFile)
            throw .system(error)
        }
    }

    /// Puts the number of objects at the beginning and the checksum of everything at the end.
    private func writeChecksum(count: Int) throws(GitError) -> [UInt8] {
        var header: [UInt8] = []
        header.append(bigEndian: UInt32(count))
        let checksum = try PlainChecksum()
        do throws(SystemError) {
            let number = file.number
            try check("pwrite", path: temporary) { pwrite(number, header, header.count, 8) }
            var piece = [UInt8](repeating: 0, count: Self.pieceSize)
            var position = 0
            while position < written {
                let count = try check("pread", path: temporary) {
                    pread(number, &piece, piece.count, off_t(position))
                }
                guard count > 0 else { throw SystemError(call: "pread", path: temporary, code: EIO) }
                piece.withUnsafeBytes { checksum.add(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                position += count
            }
            let bytes = checksum.finish()
            try file.write(bytes)
            return bytes
        } catch {
            throw .system(error)
        }
    }

    /// Writes a file beside the pack, to the disk; its path.
    private static func write(_ bytes: [UInt8], besides pack: String) throws(GitError) -> String {
        let path = pack.replacing("tmp_pack_", with: "tmp_idx_")
        do throws(SystemError) {
            let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o444)
            do throws(SystemError) {
                try file.write(bytes)
                let number = file.number
                try check("fsync", path: path) { fsync(number) }
            } catch {
                unlink(path)
                throw error
            }
        } catch {
            throw .system(error)
        }
        return path
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0\(digits)" : digits
    }
}
