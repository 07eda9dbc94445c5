import DirectoryWatch
import Glibc
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import RunHistory
import Secrets

/// A process of an earlier host that has not been taken up yet.
struct WaitingProcess {
    let job: KeptJob
    let process: KeptProcess
    let processID: Int32
}

/// What is left with the keeper, and what it has held for an earlier host.
extension JobHost {
    /// Sorts out what the keeper holds; each process waits until its job has been looked at.
    func sortKept() {
        guard let keeper else { return }
        if let end = keeper.previousEnd {
            let level: Logger.Level = end.exit == .code(0) ? .notice : .error
            logger.log(
                level: level,
                "the host before this one ended; the jobs went on",
                metadata: ["end": "\(end.exit)"]
            )
        }
        // Read once, and only where a host ended in the middle of a start.
        lazy var table = ProcessTable()
        for process in keeper.kept where process.note != Self.stagingNote {
            guard let job = KeptJob(parsing: process.note) else {
                logger.error("a process of an earlier host is not understood and is ended")
                if let processID = process.processID { kill(-processID, SIGKILL) }
                keeper.drop(process.token)
                continue
            }
            guard let processID = process.processID ?? table.child(of: getppid(), markedWith: job.mark) else {
                // It never began, or began and ended unseen.
                keeper.drop(process.token)
                continue
            }
            if process.processID == nil { keeper.isBorn(process.token, processID) }
            let folder = JobFolder(type: job.job.type, name: job.job.name.text)
            waiting[folder, default: []].append(WaitingProcess(job: job, process: process, processID: processID))
        }
        if !waiting.isEmpty {
            let count = waiting.values.reduce(0) { $0 + $1.count }
            logger.notice("going on with the processes of an earlier host", metadata: ["count": "\(count)"])
        }
    }

    // MARK: output

    /// What the keeper is told of the pipe and the journal that output goes through.
    private static let stagingNote = Array("output staging".utf8)

    /// That of the earlier host, or a new one.
    static func staging(of keeper: Keeper?) throws(SystemError) -> OutputStaging {
        guard let keeper else { return try OutputStaging() }
        if let kept = keeper.kept.first(where: { $0.note == stagingNote }) {
            return try OutputStaging(kept.descriptors)
        }
        let staging = try OutputStaging()
        try keeper.hold(note: stagingNote, staging.descriptors)
        return staging
    }

    /// Writes what the host before this one had taken out of a pipe and not yet into a log.
    func finishTransfer() {
        do throws(SystemError) {
            let values = secrets.current().secrets.values.map(\.value)
            guard let log = try staging.recover(mask: OutputMask(values: values)) else { return }
            logger.notice("finished what the host before this one was writing", metadata: ["log": "\(log)"])
        } catch {
            logger.error("output of an earlier host is lost", metadata: ["error": "\(error)"])
        }
    }

    // MARK: what waits

    /// What must not be cleared away: processes of an earlier host still use it.
    var keptStarts: [ProcessTrees.KeptStart] {
        waiting.values.joined().map {
            ProcessTrees.KeptStart(job: $0.job.job, slot: $0.job.slot, mark: $0.job.mark, processID: $0.processID)
        }
    }

    var keptRoots: Set<String> { Set(waiting.values.joined().map(\.job.root)) }
    var keptSecretFolders: Set<String> { Set(waiting.values.joined().compactMap(\.job.secretFolder)) }

    func keptRuns(of job: JobName) -> Set<RunID> {
        Set((waiting[JobFolder(type: .triggered, name: job.text)] ?? []).compactMap(\.job.run))
    }

    /// What a process of a continuous job that is about to start leaves with the keeper.
    func keptStart(
        _ launch: Launch,
        _ id: JobID,
        _ process: ContinuousProcess,
        slot: Int,
        _ generation: Generation,
        notify: NotifyListener?
    ) -> KeptStart? {
        keptStart(
            launch,
            id,
            index: process.index,
            slot: slot,
            generation: generation,
            notifyName: notify?.keptName,
            isDebugged: process.debugging != nil
        )
    }

    /// The same of any job's.
    func keptStart(
        _ launch: Launch,
        _ id: JobID,
        run: RunID? = nil,
        index: Int = 0,
        slot: Int,
        generation: Generation? = nil,
        notifyName: String? = nil,
        isDebugged: Bool = false
    ) -> KeptStart? {
        guard let keeper else { return nil }
        let job = KeptJob(
            job: id,
            run: run,
            index: index,
            root: launch.root,
            port: launch.port,
            slot: slot,
            mark: launch.mark,
            order: launch.order,
            generation: generation,
            secretFolder: launch.secrets.files?.path,
            privateFolder: launch.privateFolder?.path,
            limits: launch.watched,
            notifyName: notifyName,
            startTime: clock.wallTime(),
            since: clock.monotonicTime(),
            isDebugged: isDebugged
        )
        return KeptStart(with: keeper, note: job.bytes, [launch.output, launch.errorOutput].compactMap(\.self))
    }
}
