package import Cryptography
package import JobModel
package import LinuxSystem

/// Why secrets could not be read, changed or handed to a job.
package enum SecretsError: Error, Sendable, Hashable, CustomStringConvertible {
    case invalidValue(SecretName, reason: String)
    case unknownSecret(SecretName)
    case tooMany(limit: Int)
    /// The file of the secrets is not what this program writes.
    case broken(path: String, reason: String)
    case missingKey(path: String)
    case badKey(path: String)
    /// The key is another than the one the secrets were sealed under.
    case wrongKey(path: String, secrets: String)
    /// The key lies where this program does not write.
    case keyElsewhere(path: String)
    /// No folder that is in memory only, for files with secrets.
    case noMemory(looked: [String])
    case cryptography(CryptographyError)
    case system(SystemError)

    package var description: String {
        switch self {
        case .invalidValue(let name, let reason):
            "The secret \(name) cannot have this value: \(reason)."
        case .unknownSecret(let name):
            "There is no secret \(name); see `nyala secrets`."
        case .tooMany(let limit):
            "There are \(limit) secrets already, which is the limit; remove some first."
        case .broken(let path, let reason):
            "The secrets in \(path) cannot be read: \(reason); put the file back as it was, or remove it and set them again."
        case .missingKey(let path):
            "The secrets cannot be read: their key \(path) is missing; put it back, or remove the secrets and set them again."
        case .badKey(let path):
            "The secrets cannot be read: \(path) is no key, which is \(SecretKey.forms); put the right one there."
        case .wrongKey(let path, let secrets):
            "The secrets in \(secrets) cannot be read: they were sealed under another key than \(path); put the right one there, or remove the secrets and set them again."
        case .keyElsewhere(let path):
            "The key \(path) is not kept in the home, so it cannot be replaced here; name the new one with --new-key."
        case .noMemory(let looked):
            "No folder is in memory only, so secrets cannot be given as files; mount a tmpfs at one of: \(looked.joined(separator: ", "))."
        case .cryptography(let error):
            "\(error)"
        case .system(let error):
            "The secrets cannot be used: \(error)."
        }
    }
}

extension SecretsError {
    /// Does what may need random numbers.
    static func passing<Result>(_ body: () throws(CryptographyError) -> Result) throws(SecretsError) -> Result {
        do {
            return try body()
        } catch {
            throw .cryptography(error)
        }
    }

    /// Does what may fail in a system call.
    static func reaching<Result>(_ body: () throws(SystemError) -> Result) throws(SecretsError) -> Result {
        do {
            return try body()
        } catch {
            throw .system(error)
        }
    }
}
