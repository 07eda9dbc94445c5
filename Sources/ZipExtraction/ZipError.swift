package import LinuxSystem

/// Why an archive was not unpacked.
package enum ZipError: Error, Sendable, Hashable, CustomStringConvertible {
    case notAnArchive(String)
    /// Cut off or broken at this entry.
    case damaged(entry: String, reason: String)
    /// The entry is something a job must not bring.
    case refused(entry: String, reason: String)
    case limit(String)
    case system(SystemError)

    package var description: String {
        switch self {
        case .notAnArchive(let reason): "it is no zip archive (\(reason))"
        case .damaged(let entry, let reason): "it is damaged at \"\(entry)\": \(reason)"
        case .refused(let entry, let reason): "the entry \"\(entry)\" \(reason)"
        case .limit(let sentence): sentence
        case .system(let error): error.description
        }
    }
}
