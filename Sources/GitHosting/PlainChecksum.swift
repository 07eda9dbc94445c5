import Clibcrypto

/// SHA-1, piece by piece: the checksum at the end of a pack and of its index, and the ids of files that are looked at.
///
/// Ids of what is stored come from libgit2, which recognises contents that were forged to have equal ids. Here nothing
/// is gained by forging (who can change a file of a job need not hide it), and libcrypto is seven times as fast.
struct PlainChecksum: ~Copyable {
    static let length = 20

    private let context: OpaquePointer

    init() throws(GitError) {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha1(), nil) == 1 else {
            throw .failed(operation: "checksumming", on: "a pack", reason: "libcrypto offers no SHA-1")
        }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    func add(_ bytes: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    func add(_ text: String) {
        Array(text.utf8).withUnsafeBytes { add($0) }
    }

    /// The checksum of all that was added; nothing can be added after it.
    consuming func finish() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.length)
        EVP_DigestFinal_ex(context, &bytes, nil)
        return bytes
    }
}
