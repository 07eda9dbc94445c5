import JobModel
import ProcessSupervision
import Secrets

/// One process of a continuous job that was started, with what it was given, until nothing of it is left.
final class StartedProcess {
    let generation: Generation
    /// Told apart from others of the job that run at the same time; see ``ProcessTrees``.
    let slot: Int
    /// The root of the working copy, or the job's folder.
    let root: String
    /// Where it may serve requests on this machine.
    let port: Int?
    /// What it was given of the secrets, as files.
    let secretFiles: SecretFiles?
    /// What it has as its `/tmp`.
    let privateFolder: PrivateFolder?
    /// `nil` until the process exists.
    var supervisor: Supervisor?

    init(_ generation: Generation, slot: Int, _ launch: Launch) {
        self.generation = generation
        self.slot = slot
        root = launch.root
        port = launch.port
        secretFiles = launch.secrets.files
        privateFolder = launch.privateFolder
    }
}
