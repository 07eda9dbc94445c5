import JobModel
import LinuxSystem
import ProcessSupervision

/// What the next host must know of a process to look after it as the one that started it would have.
///
/// It is left with the keeper as a JSON object.
struct KeptJob {
    let job: JobID
    /// Of a triggered job.
    let run: RunID?
    /// Of the processes of a continuous job.
    let index: Int
    /// The root of the working copy, or the job's folder.
    let root: String
    let port: Int?
    /// Its place among the starts of its job at the same time.
    let slot: Int
    /// By which its descendants are found where there are no cgroups.
    let mark: String
    let order: StopOrder
    /// Of a continuous job.
    let generation: Generation?
    /// The folder with the secrets it was given as files.
    let secretFolder: String?
    /// What it has as its `/tmp`.
    let privateFolder: String?
    let limits: WatchedLimits
    /// The name of the socket that it tells on how it is.
    let notifyName: String?
    let startTime: Timestamp
    /// Of the same moment; it goes on counting as long as the machine runs.
    let since: MonotonicTime
    /// Under a debugger, of which the next host knows nothing.
    var isDebugged = false
}

extension KeptJob {
    var bytes: [UInt8] {
        var object: JSONObject = [
            "job": .string("\(job)"),
            "root": .string(root),
            "index": .integer(index),
            "slot": .integer(slot),
            "mark": .string(mark),
            "signal": .integer(order.signal),
            "grace": .integer(order.grace.inNanoseconds),
            "start": .integer(startTime.nanoseconds),
            "since": .integer(since.nanoseconds),
        ]
        if isDebugged { object["debugged"] = .bool(true) }
        object["run"] = (run?.text).map(JSONValue.string)
        object["port"] = port.map { .integer($0) }
        object["shutdown_file"] = order.shutdownFile.map(JSONValue.string)
        object["private_folder"] = privateFolder.map(JSONValue.string)
        object["notify"] = notifyName.map(JSONValue.string)
        object["memory"] = limits.memory.map { .integer($0) }
        object["processes"] = limits.processes.map { .integer($0) }
        object["secret_folder"] = secretFolder.map(JSONValue.string)
        if let generation {
            object["version"] = .string(generation.version.hexadecimal)
            object["environment"] = .integer(generation.environmentRevision)
            object["secrets"] = .array(generation.secretRevisions.map { .integer($0) })
        }
        return JSONValue.object(object).serialized()
    }

    /// `nil` for what another version of the host has written that this one does not understand.
    init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONValue.parse(bytes),
            let job = value["job"]?.string.flatMap(JobID.init(path:)),
            let root = value["root"]?.string, let slot = value["slot"]?.integer, let mark = value["mark"]?.string,
            let signal = value["signal"]?.integer, let grace = value["grace"]?.integer,
            let start = value["start"]?.integer, let since = value["since"]?.integer
        else { return nil }
        self.job = job
        self.root = root
        self.slot = slot
        index = value["index"]?.integer ?? 0
        self.mark = mark
        run = value["run"]?.string.flatMap(RunID.init)
        port = value["port"]?.integer
        order = StopOrder(
            signal: Int32(clamping: signal),
            grace: .nanoseconds(grace),
            shutdownFile: value["shutdown_file"]?.string
        )
        secretFolder = value["secret_folder"]?.string
        privateFolder = value["private_folder"]?.string
        notifyName = value["notify"]?.string
        limits = WatchedLimits(memory: value["memory"]?.integer, processes: value["processes"]?.integer)
        startTime = Timestamp(nanoseconds: Int64(start))
        self.since = MonotonicTime(nanoseconds: Int64(since))
        generation = Self.generation(value)
        isDebugged = value["debugged"]?.bool ?? false
        if (run == nil) == (job.type == .triggered) { return nil }
    }

    private static func generation(_ value: JSONValue) -> Generation? {
        guard let version = value["version"]?.string.flatMap(TreeID.init(hexadecimal:)),
            let environment = value["environment"]?.integer, let secrets = value["secrets"]?.array
        else { return nil }
        return Generation(
            version: version,
            environmentRevision: environment,
            secretRevisions: secrets.compactMap(\.integer)
        )
    }
}
