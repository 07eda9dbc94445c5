import Glibc
package import JobModel
package import LinuxSystem

/// The history of all triggered jobs: one folder a run, the files in it are the truth.
package struct RunStore: Sendable {
    /// Bytes of a status file that are looked at.
    private static let maximumStatusSize = 1024 * 1024

    /// How often a status is read that is being changed at the moment, of which a part may be seen.
    private static let looks = 4

    static let outputName = "output_log.txt"
    static let inputName = "input"

    let layout: HomeLayout
    let index = RunIndex()
    /// Whose folders are runs: this host's, and those of whom the home belongs to.
    private let owners: Set<UInt32>

    package init(layout: HomeLayout) {
        self.layout = layout
        var information = stat()
        // Of a home that is still to be made there is nothing but what this host makes.
        let hasData = stat(layout.data, &information) == 0
        owners = hasData ? [geteuid(), information.st_uid] : [geteuid()]
    }

    package func outputPath(_ record: RunRecord) -> String {
        outputPath(record.id, of: record.job)
    }

    func outputPath(_ run: RunID, of job: JobName) -> String {
        "\(layout.run(run, of: job))/\(Self.outputName)"
    }

    /// What the run gets on its standard input; there is such a file when ``RunRecord/inputSize`` says so.
    package func inputPath(_ run: RunID, of job: JobName) -> String {
        "\(layout.run(run, of: job))/\(Self.inputName)"
    }

    func folder(of job: JobName) -> String {
        layout.data(of: JobID(type: .triggered, name: job))
    }

    private func statusPath(_ run: RunID, _ job: JobName) -> String {
        "\(layout.run(run, of: job))/status"
    }

    // MARK: writing

    /// Makes the folder of a new run with its input and its first status; from the spare one where there is one.
    package func create(_ record: inout RunRecord, input: RunInput? = nil) throws(SystemError) {
        let (id, job) = (record.id, record.job)
        let (spare, folder) = (spare(job), layout.run(id, of: job))
        // Whole before it has its name: whoever is killed here leaves no run that nothing is known of.
        let file = try spareStatus(job)
        record.inputSize = input?.size
        try file.write(RunStatusFile.bytes(record))
        if let input {
            let spareInput = "\(spare)/\(Self.inputName)"
            // Of one that could not be made.
            unlink(spareInput)
            try input.place(at: spareInput) { inputPath($0, of: job) }
        }
        // What did not run says nothing.
        if record.outcome == .skipped { unlink("\(spare)/\(Self.outputName)") }
        try index.change(self.folder(of: job), adding: id) { () throws(SystemError) in
            try check("rename", path: folder) { rename(spare, folder) }
        }
        index.note(record, in: self.folder(of: job))
    }

    /// The empty status file of the next run, in its folder, which mostly is there.
    private func spareStatus(_ job: JobName) throws(SystemError) -> Descriptor {
        let folder = spare(job)
        let (path, flags) = ("\(folder)/status", O_WRONLY | O_CREAT | O_NOFOLLOW)
        // In the data of a job that is another user's, names may be taken.
        if OwnFolder.exists(folder), let file = try? Descriptor.open(path, flags), let size = try? file.size() {
            // Cutting an empty file would make the file system write it out at once.
            let number = file.number
            if size > 0 { try check("ftruncate", path: path) { ftruncate(number, 0) } }
            return file
        }
        try OwnFolder.create(folder)
        // Whoever sees that it runs can ask for its output at once; the thread of the logs may come to it much later.
        _ = try? Descriptor.open("\(folder)/\(Self.outputName)", O_WRONLY | O_CREAT | O_NOFOLLOW)
        return try Descriptor.open(path, flags)
    }

    /// Makes the folder of the next run ahead of time: on a disk that is slow to make files, a trigger would wait for
    /// just that.
    package func prepareSpare(_ job: JobName) {
        let folder = spare(job)
        index.change(self.folder(of: job)) {
            // Without it the next run makes its own.
            guard (try? OwnFolder.create(folder)) != nil else { return }
            for name in ["status", Self.outputName] {
                _ = try? Descriptor.open("\(folder)/\(name)", O_WRONLY | O_CREAT | O_NOFOLLOW)
            }
        }
    }

    /// No run's name: whoever lists runs passes over it.
    func spare(_ job: JobName) -> String {
        "\(folder(of: job))/.next"
    }

    package func update(_ record: RunRecord) throws(SystemError) {
        let (bytes, path) = (RunStatusFile.bytes(record), statusPath(record.id, record.job))
        // Most statuses stay within their block. How a run ended is known also where it ended because of a full disk.
        if !FilledFile.overwrite(path, with: bytes) { try AtomicFile.write(bytes, to: path) }
        index.note(record, in: folder(of: record.job))
    }

    // MARK: reading

    /// The ids of a job's runs, newest first.
    ///
    /// Folders that a job made in its data path are none.
    package func runs(of job: JobName) -> ReversedCollection<[RunID]> {
        index.runs(in: folder(of: job)).reversed()
    }

    package func latest(_ job: JobName) -> RunID? {
        runs(of: job).first
    }

    /// All runs, newest first, read one by one as they are asked for.
    package func records(of job: JobName) -> some Sequence<RunRecord> {
        runs(of: job).lazy.compactMap { record($0, of: job) }
    }

    /// The newest run that was started: one that has output.
    package func latestStarted(_ job: JobName) -> RunRecord? {
        records(of: job).first { $0.outcome != .skipped }
    }

    package func record(_ run: RunID, of job: JobName) -> RunRecord? {
        // A run without a readable status is one that never was: its folder is being made or removed, or a job has made
        // it in its data path, or a link.
        guard let folder = try? OpenFolder(noLink: layout.run(run, of: job)), owners.contains(folder.owner),
            var bytes = statusBytes(in: folder)
        else { return nil }
        for _ in 1..<Self.looks where !RunStatusFile.isWhole(bytes) {
            guard let again = statusBytes(in: folder) else { return nil }
            bytes = again
        }
        return RunStatusFile.record(bytes, id: run, job: job)
    }

    private func statusBytes(in folder: OpenFolder) -> [UInt8]? {
        guard let file = try? PlainFile.open("status", in: folder) else { return nil }
        return try? FileContents.read(file, "status", limit: Self.maximumStatusSize)
    }
}
