import CLinux
import Glibc
package import JobModel
import Synchronization

/// What to start and how; paths are absolute, arguments a vector that no shell ever sees.
package struct SpawnRequest: Sendable {
    package var program: String
    /// The whole vector, the program's name first.
    package var arguments: [String]
    /// `NAME=value` strings.
    package var environment: [String]
    package var directory: String
    package var standardInput: SharedDescriptor
    package var standardOutput: SharedDescriptor
    package var standardError: SharedDescriptor
    /// The cgroup v2 folder the process is born in.
    package var controlGroup: SharedDescriptor?
    /// Sent to the process when this host ends without having stopped it.
    package var deathSignal: Int32
    /// The soft limit of open files; 0 keeps the host's.
    package var openFiles: UInt64
    package var limits = ResourceLimits()
    /// Whom to become; `nil` for whom this host is.
    package var user: UserAccount?
    /// What it sees as `/tmp` and `/var/tmp`, by mounts of its own.
    package var privateFolder: String?
    /// A network of its own, without any way out.
    package var isCutOff = false
    /// No program it executes gives it rights that it had not.
    package var hasNoNewPrivileges = false
    package var sandbox: Sandbox?
    /// When it executes its program, where that is later than now: everything else is done before.
    ///
    /// ``SpawnStart/release()`` must follow the beginning.
    package var heldUntil: MonotonicTime?
    /// Whether this process's parent becomes the parent, and collects the exit.
    package var isSibling = false

    package init(
        program: String,
        arguments: [String],
        environment: [String],
        directory: String,
        standardInput: SharedDescriptor,
        standardOutput: SharedDescriptor,
        standardError: SharedDescriptor,
        controlGroup: SharedDescriptor? = nil,
        deathSignal: Int32 = SIGKILL,
        openFiles: UInt64 = 0
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.standardInput = standardInput
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.controlGroup = controlGroup
        self.deathSignal = deathSignal
        self.openFiles = openFiles
    }
}

/// A process that could not be started, with the step that failed.
package struct SpawnError: Error, Sendable, Hashable, CustomStringConvertible {
    package let program: String
    package let directory: String
    package let stage: Int32
    package let code: Int32

    package init(program: String, directory: String, stage: Int32, code: Int32) {
        self.program = program
        self.directory = directory
        self.stage = stage
        self.code = code
    }

    package var description: String {
        let reason = String(cString: strerror(code))
        switch UInt32(bitPattern: stage) {
        case NYALA_SPAWN_DIRECTORY.rawValue where code == EACCES:
            return "cannot enter the working directory \(directory): \(reason) (its user must be let through all "
                + "folders above it)"
        case NYALA_SPAWN_DIRECTORY.rawValue:
            return "cannot enter the working directory \(directory): \(reason)"
        case NYALA_SPAWN_LIMITS.rawValue where code == EPERM:
            return "cannot limit the process for \(program): the limit is above what the host itself may have"
        case NYALA_SPAWN_LIMITS.rawValue:
            return "cannot limit the process for \(program): \(reason)"
        case NYALA_SPAWN_NAMESPACES.rawValue:
            return "cannot give \(program) a private /tmp or a network of its own: \(reason)"
        case NYALA_SPAWN_IDENTITY.rawValue where code == EPERM:
            return "cannot become the user that \(program) is to run as: only a host that runs as root can"
        case NYALA_SPAWN_IDENTITY.rawValue:
            return "cannot become the user that \(program) is to run as: \(reason)"
        case NYALA_SPAWN_PRIVILEGES.rawValue:
            return "cannot give up new privileges for \(program): \(reason)"
        case NYALA_SPAWN_SANDBOX.rawValue:
            return "cannot enter the sandbox of \(program): \(reason)"
        case NYALA_SPAWN_HOLD.rawValue:
            return "cannot let \(program) go at its moment: the host was too busy to say that it may"
        case NYALA_SPAWN_EXECUTE.rawValue where code == EAGAIN:
            return "cannot execute \(program): its user has as many processes as limits.processes allows"
        case NYALA_SPAWN_EXECUTE.rawValue where code == ENOEXEC:
            return "cannot execute \(program): it is neither a program nor a script with a #! line"
        case NYALA_SPAWN_EXECUTE.rawValue where code == EACCES:
            return "cannot execute \(program): permission denied; set its execute bit (chmod +x)"
        case NYALA_SPAWN_EXECUTE.rawValue where code == ENOENT:
            return "cannot execute \(program): the file, or the interpreter in its #! line, does not exist"
        case NYALA_SPAWN_EXECUTE.rawValue:
            return "cannot execute \(program): \(reason)"
        case NYALA_SPAWN_CLONE.rawValue:
            return "cannot start a process for \(program): \(reason)"
        default:
            return "cannot prepare the process for \(program) (step \(stage)): \(reason)"
        }
    }
}

/// How a process ended.
package enum ProcessExit: Sendable, Hashable {
    case code(Int32)
    case signal(Int32)
}

/// A started process, held by its descriptor, so its number can never be mistaken for another's; or one that this
/// process's parent holds, who alone collects it.
package struct SpawnedProcess: ~Copyable, Sendable {
    package let processID: Int32
    package private(set) var descriptor: Descriptor

    /// Starts a process and returns when it executes; call it from a thread that never ends.
    package static func started(_ request: SpawnRequest) throws(SpawnError) -> SpawnedProcess {
        let start = SpawnStart(request)
        let process = try SpawnedProcess(start)
        start.release()
        try process.confirm(start)
        return process
    }

    /// Lets the process begin, and returns while it is still on its way to its program; `confirm` must follow.
    package init(_ start: SpawnStart) throws(SpawnError) {
        let (number, descriptor) = try start.begin()
        processID = number
        self.descriptor = Descriptor(owning: descriptor)
        if !start.isSibling { Self.uncollected.withLock { _ = $0.insert(number) } }
    }

    /// A process that runs already and is a child of this process's parent.
    package init(sibling processID: Int32) {
        self.processID = processID
        descriptor = Self.none
    }

    /// Saves the descriptor of a sibling, of which there may be thousands; to be called once it is confirmed.
    package mutating func letGo() {
        descriptor = Self.none
    }

    private static var none: Descriptor { Descriptor(owning: -1) }

    /// Waits until the program executes; what could not be executed is an error, and its process is gone.
    package func confirm(_ start: SpawnStart) throws(SpawnError) {
        do {
            try start.finish()
        } catch {
            forget()
            throw error
        }
    }

    /// Whether this process was started here and its exit is still for its owner to collect.
    static func isOwned(_ processID: Int32) -> Bool {
        uncollected.withLock { $0.contains(processID) }
    }

    private static let uncollected = Mutex<Set<Int32>>([])

    /// The exit of a process whose descriptor became readable; `nil` while it runs.
    package func collect() throws(SystemError) -> ProcessExit? {
        try collectWithUsage()?.exit
    }

    /// The same, with what it and those it collected have used.
    package func collectWithUsage() throws(SystemError) -> (exit: ProcessExit, usage: ProcessUsage)? {
        var result = nyala_exit()
        let number = descriptor.number
        try check("waitid") { nyala_collect(number, &result) }
        guard result.code != 0 else { return nil }
        forget()
        // A child begins with this program's memory, which counts as its own until it executes another: a peak that is
        // not above ours says nothing.
        let peak = result.peak_memory > OwnMemory.peak ? Int(result.peak_memory) : nil
        let usage = ProcessUsage(processorTime: .nanoseconds(result.processor_time), peakMemory: peak)
        return (result.code == Int32(CLD_EXITED) ? .code(result.status) : .signal(result.status), usage)
    }

    private func forget() {
        let ended = processID
        Self.uncollected.withLock { _ = $0.remove(ended) }
    }

    /// Waits for the exit.
    ///
    /// Blocks its thread: not for a loop.
    package func waitForExit() throws(SystemError) -> ProcessExit {
        while true {
            var poll = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
            try check("poll") { Glibc.poll(&poll, 1, -1) }
            if let exit = try collect() { return exit }
        }
    }

    /// Whether it has ended, collected or not.
    package var hasEnded: Bool {
        guard descriptor.number < 0 else { return Self.hasEnded(descriptor) }
        let found = Descriptor(owning: nyala_pidfd_open(processID))
        return found.number < 0 || Self.hasEnded(found)
    }

    private static func hasEnded(_ process: borrowing Descriptor) -> Bool {
        var state = pollfd(fd: process.number, events: Int16(POLLIN), revents: 0)
        return poll(&state, 1, 0) > 0
    }

    /// Sends to this process alone; `false` when it is gone.
    package func send(_ signal: Int32) -> Bool {
        nyala_pidfd_send_signal(descriptor.number, signal) == 0
    }
}
