import Glibc
import LinuxSystem

/// What lies in the files for TLS at one moment.
struct TLSContents: Sendable, Hashable {
    /// Bytes of one file; a chain of certificates has a few thousand.
    static let maximumSize = 1024 * 1024

    let certificate: [UInt8]
    let key: [UInt8]
    let clientAuthority: [UInt8]?
    /// Whether every user of the machine may read the key.
    let isKeyExposed: Bool

    init(_ files: TLSFiles) throws(TLSFault) {
        certificate = try Self.read(.certificate, files.certificate)
        key = try Self.read(.key, files.key)
        if let path = files.clientAuthority {
            clientAuthority = try Self.read(.clientAuthority, path)
        } else {
            clientAuthority = nil
        }
        var information = stat()
        isKeyExposed = stat(files.key, &information) == 0 && information.st_mode & S_IROTH != 0
    }

    private static func read(_ purpose: TLSFault.Purpose, _ path: String) throws(TLSFault) -> [UInt8] {
        let bytes: [UInt8]?
        do throws(SystemError) {
            bytes = try FileContents.read(path, limit: maximumSize)
        } catch {
            throw .unreadable(purpose, path: path, reason: String(cString: strerror(error.code)))
        }
        guard let bytes else { throw .missing(purpose, path: path) }
        if let fault = PEMLabels(bytes).fault(purpose, path) { throw fault }
        return bytes
    }
}
