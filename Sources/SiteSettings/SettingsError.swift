package import LinuxSystem

/// Why the settings were not changed.
package enum SettingsError: Error, Sendable, Hashable, CustomStringConvertible {
    case invalid(String)
    /// The file is not what this program would have written; it is left alone.
    case broken(path: String, reason: String)
    case full(limit: Int)
    case system(SystemError)

    package var description: String {
        switch self {
        case .invalid(let reason): reason
        case .broken(let path, let reason): "\(path) cannot be read, mend it first: \(reason)"
        case .full(let limit): "all settings together may have \(limit) bytes"
        case .system(let error): "\(error)"
        }
    }
}
