import Glibc
import JobModel
import LinuxSystem

/// Which files a job in a sandbox may use: the system's, its own, and those that its settings name.
struct SandboxRules {
    /// What programs need to run, to be read; what is missing on a machine is left out.
    static let systemFolders = [
        "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/nix", "/proc", "/sys",
        "/run/systemd/resolve", "/run/resolvconf",
    ]
    static let devices = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"]

    let settings: SandboxSettings
    /// The root of the working copy, or the job's folder.
    let root: String
    let program: String
    /// Of the host's, to be read where they exist.
    var reads: [String] = []
    /// Of the job's own, to be written.
    var writes: [String] = []

    var rules: Sandbox.Rules {
        var rules = Sandbox.Rules()
        rules.read = (Self.systemFolders + programFolders + reads).filter(AtomicFile.exists)
        rules.read += [root] + settings.read.map(absolute)
        rules.write = writes + settings.write.map(absolute)
        rules.devices = Self.devices.filter(AtomicFile.exists)
        rules.allowsNetwork = settings.allowsNetwork
        return rules
    }

    /// Where the program lies, by its name and in truth.
    private var programFolders: [String] {
        var folders = [program.pathAbove]
        if let real = realpath(program, nil) {
            folders.append(String(cString: real).pathAbove)
            free(real)
        }
        return folders.filter { $0.hasPrefix("/") && $0 != "/" }
    }

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(root)/\(path)"
    }
}
