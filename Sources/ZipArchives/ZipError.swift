package import LinuxSystem

/// Why an archive was not unpacked, or not made.
package enum ZipError: Error, Sendable, Hashable, CustomStringConvertible {
    case notAnArchive(String)
    /// Entries that no site or job may have, or that are broken; at most ``ZipLimits/faults`` of `count`.
    case refused([EntryFault], count: Int)
    case limit(String)
    case system(SystemError)
    case notMade(String)

    package var description: String {
        switch self {
        case .notAnArchive(let reason): "it is no whole zip archive (\(reason)); pack it again, or send it again"
        case .refused(let faults, let count):
            (faults.map(\.description) + (count > faults.count ? ["and \(count - faults.count) more"] : []))
                .joined(separator: "\n")
        case .limit(let sentence): sentence
        case .system(let error): error.description
        case .notMade(let reason): "the archive could not be made: \(reason)"
        }
    }
}
