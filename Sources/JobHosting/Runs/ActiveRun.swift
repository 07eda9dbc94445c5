import JobModel
import ProcessSupervision
import Secrets

/// A run of a triggered job that is under way.
///
/// It belongs to the ``JobHost`` and never leaves its loop.
final class ActiveRun {
    var record: RunRecord
    let supervisor: Supervisor
    let channel: OutputChannel
    let workingCopy: String
    /// Its place among the runs of its job at the same time.
    let slot: Int
    let successCodes: [Int]
    let limits: LimitSettings
    /// What it was given of the secrets, as files.
    let secretFiles: SecretFiles?
    /// What it has as its `/tmp`.
    var privateFolder: PrivateFolder?
    /// Why it was told to stop, if it was.
    var stopCause: RunCause?
    var stopReason: String?
    /// Its process was taken back before it began.
    var isRevoked = false
    /// Its log says how it ended, by an earlier host.
    var isLogConcluded = false
    var limitWatch: RunLimitWatch?

    init(
        record: RunRecord,
        supervisor: Supervisor,
        channel: OutputChannel,
        workingCopy: String,
        slot: Int,
        successCodes: [Int],
        limits: LimitSettings,
        secretFiles: SecretFiles?
    ) {
        self.record = record
        self.supervisor = supervisor
        self.channel = channel
        self.workingCopy = workingCopy
        self.slot = slot
        self.successCodes = successCodes
        self.limits = limits
        self.secretFiles = secretFiles
    }
}
