import LinuxSystem

/// As whom one start of a job runs, and how far it is shut in.
struct Separation {
    /// `nil` for the host's own.
    var user: UserAccount?
    var privateFolder: PrivateFolder?
    /// Whether the private folder is its `/tmp` by mounts; else only `TMPDIR` leads there.
    var hasOwnMounts = false
    var sandbox: Sandbox?
    /// A network without a way out.
    var isCutOff = false
    var hasNoNewPrivileges = true
    /// Names and values of variables.
    var variables: [(name: String, value: String)] = []

    func apply(to request: inout SpawnRequest) {
        request.user = user
        request.privateFolder = hasOwnMounts ? privateFolder?.path : nil
        request.sandbox = sandbox
        request.isCutOff = isCutOff
        request.hasNoNewPrivileges = hasNoNewPrivileges
    }
}
