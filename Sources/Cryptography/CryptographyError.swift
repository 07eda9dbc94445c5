/// Why libsodium could not do its part.
package enum CryptographyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// It found no source of random numbers.
    case noRandomNumbers
    /// The hash of a password needs this many bytes, and they were not there.
    case outOfMemory(bytes: Int)

    package var description: String {
        switch self {
        case .noRandomNumbers:
            "Passwords cannot be checked: libsodium found no source of random numbers; make /dev/urandom readable."
        case .outOfMemory(let bytes):
            "The password cannot be hashed: it takes \(bytes / 1024) KiB of memory, which are not free; raise the limit."
        }
    }
}
