import DirectoryWatch
import Glibc
import JobDebugging
import JobDiscovery
package import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import SiteSettings

/// Processes of continuous jobs under a debugger.
extension JobHost {
    /// How long a program may take until its debugger listens.
    private static let debuggerPatience: Duration = .seconds(30)
    /// Between two looks whether it does.
    private static let debuggerPause: Duration = .milliseconds(50)

    /// How a process of the job would be debugged; refused where it cannot be now.
    package func debugOffer(_ id: JobID, instance: Int) async throws(DebugRefusal) -> DebugOffer {
        await settle(id.type, id.name.text)
        let (job, finding, description) = try debuggable(id, instance)
        let command = commandLine(finding, description)
        let plan: DebugPlan
        do throws(DebugFault) {
            plan = try debugPlan(of: command)
        } catch {
            throw .impossible(id.name.text, error)
        }
        guard description.settings.sandbox?.allowsNetwork != false else { throw .cutOff(id.name.text) }
        let version = finding.version ?? job.processes.first?.lastGeneration?.version
        guard let version else { throw .notRunning(id.name.text, "is being looked at; try again") }
        let common = commonEnvironment(id, finding, version, description.settings)
        let lines = environment.variables(common, JobEnvironment.Start(shutdownFile: ""))
        let pairs = lines.compactMap { line -> (String, String)? in
            guard let equals = line.firstIndex(of: "=") else { return nil }
            return (String(line[..<equals]), String(line[line.index(after: equals)...]))
        }
        return DebugOffer(
            job: id,
            index: instance,
            plan: plan,
            program: command.first ?? "",
            root: finding.root,
            environment: Dictionary(pairs) { $1 },
            user: user(for: description.settings)
        )
    }

    func debugPlan(of command: [String]) throws(DebugFault) -> DebugPlan {
        try DebugPlan(command: command, head: Self.head(of: command.first ?? ""), find: lookup.find)
    }

    /// The first bytes of a program; none of one that cannot be read, of which nothing is known then.
    private static func head(of program: String) -> [UInt8] {
        do throws(SystemError) {
            let file = SharedDescriptor(try Descriptor.open(program, O_RDONLY | O_NONBLOCK))
            var head = [UInt8](repeating: 0, count: DebugPlan.headSize)
            let count = head.withUnsafeMutableBytes { file.read(into: $0) }
            return Array(head.prefix(max(0, count)))
        } catch {
            return []
        }
    }

    private func debuggable(
        _ id: JobID,
        _ instance: Int
    ) throws(DebugRefusal) -> (HostedJob, FolderFinding, JobDescription) {
        let name = id.name.text
        guard id.type == .continuous else { throw .triggered(name) }
        guard let job = jobs[JobFolder(type: .continuous, name: name)], let finding = job.finding else {
            throw .unknownJob(name)
        }
        guard (0..<job.instanceCount).contains(instance) else {
            throw .unknownInstance(name, instance, count: job.instanceCount)
        }
        if let session = job.processes.compactMap(\.debugging?.session).first {
            throw .taken(name, by: session.developer, since: session.since)
        }
        guard case .run = wanted(job), let description = finding.description else {
            let isStopped = job.isDisabled || siteSettings.areJobsStopped
            let reason = "is stopped; nyala start \(name) lets it run"
            throw .notRunning(name, isStopped ? reason : "cannot run: see nyala explain \(name)")
        }
        return (job, finding, description)
    }

    // MARK: begin

    /// Has a process of the job started anew, under its debugger; ``debuggerIsUp(_:)`` says when that can be reached.
    ///
    /// `port`: where a job calls that does; else a free one is taken. `words`: of the check that found the debugger.
    package func beginDebugging(
        _ offer: DebugOffer,
        by developer: String,
        port: Int?,
        waits: Bool,
        words: [String]
    ) throws(DebugRefusal) -> DebugSession {
        let (job, _, _) = try debuggable(offer.job, offer.index)
        guard let process = job.process(offer.index) else {
            throw .notRunning(offer.job.name.text, "is being looked at; try again")
        }
        guard let port = port ?? LoopbackPort.pickFree() else { throw .failed("this machine has no free port") }
        let streams: StreamPair?
        do throws(SystemError) {
            streams = offer.plan.debugger.usesStreams ? try StreamPair() : nil
        } catch {
            throw .failed("\(error)")
        }
        let now = clock.wallTime()
        let session = DebugSession(offer, developer: developer, since: now, port: port, streams: streams?.host)
        process.debugging = Debugging(session, waits: waits, words: words, streams: streams?.job)
        log(job, process, .systemInfo, "\(developer) debugs the job: it is restarted under \(session.debugger.title)")
        logger.notice(
            "debug session begins",
            metadata: ["job": "\(offer.job)", "who": "\(developer)", "debugger": "\(session.debugger.rawValue)"]
        )
        startAnew(job, process)
        return session
    }

    /// Returns when the debugger of a session that has just begun can be reached; throws where it never will.
    package func debuggerIsUp(_ session: DebugSession) async throws(DebugRefusal) {
        let folder = JobFolder(type: session.job.type, name: session.job.name.text)
        guard let debugging = jobs[folder]?.process(session.index)?.debugging, debugging.session === session else {
            throw .failed(session.endReason ?? "it ended")
        }
        let outcome = await withCheckedContinuation { debugging.wait($0) }
        if case .failed(let reason) = outcome { throw .failed(reason) }
    }

    /// Has the process stopped, and started as it is to be now.
    private func startAnew(_ job: HostedJob, _ process: ContinuousProcess) {
        process.streak.startAnew()
        var action = process.state.restart()
        // Where a version had not taken over, the first request only has it tried again.
        if action == nil, process.current != nil, !process.state.isStopping { action = process.state.restart() }
        if case .stop? = action { halt(job, process, why: "the job is started anew") }
        reconcile(job)
    }

    /// Looks until the debugger of a process that was just started listens.
    func awaitDebugger(_ debugging: Debugging, _ job: HostedJob, _ process: ContinuousProcess) {
        look(for: debugging, until: clock.monotonicTime() + Self.debuggerPatience, job, process)
    }

    private func look(
        for debugging: Debugging,
        until deadline: MonotonicTime,
        _ job: HostedJob,
        _ process: ContinuousProcess
    ) {
        guard process.debugging === debugging else { return }
        let session = debugging.session
        if session.debugger.callsBack || session.debugger.usesStreams || LoopbackPort.isListening(session.port) {
            return debugging.settle(.up)
        }
        let now = clock.monotonicTime()
        guard now < deadline else {
            let seconds = Self.debuggerPatience.components.seconds
            let title = session.debugger.title
            return endDebugging(session, "\(title) did not listen within \(seconds) s; see the job's log")
        }
        loop.schedule(at: now + Self.debuggerPause) { [unowned self, folder = job.folder, id = session.id] in
            onLoop(folder, session.index) { host, job, process in
                guard let debugging = process.debugging, debugging.session.id == id else { return }
                host.look(for: debugging, until: deadline, job, process)
            }
        }
    }

    // MARK: end

    /// Ends a session and has the job restarted as it normally runs; nothing where it has ended already.
    package func endDebugging(_ session: DebugSession, _ reason: String) {
        let folder = JobFolder(type: session.job.type, name: session.job.name.text)
        guard let job = jobs[folder], let process = job.process(session.index),
            let debugging = process.debugging, debugging.session === session
        else { return }
        // The next host finds that nobody debugs it any more.
        if isHandingOver { return session.finish(reason) }
        let isUnderIt = process.isUnderDebugger
        concludeDebugging(job, process, reason)
        if isUnderIt { startAnew(job, process) } else { reconcile(job) }
    }

    /// Says that nobody debugs the process any more; whoever calls sees to what becomes of it.
    func concludeDebugging(_ job: HostedJob, _ process: ContinuousProcess, _ reason: String) {
        guard let debugging = process.debugging else { return }
        process.debugging = nil
        let session = debugging.session
        session.finish(reason)
        debugging.settle(.failed(reason))
        log(job, process, .systemInfo, "the debug session of \(session.developer) has ended: \(reason)")
        logger.notice("debug session has ended", metadata: ["job": "\(session.job)", "reason": "\(reason)"])
    }

    /// Of a process that an earlier host left.
    func logLostDebugging(_ job: HostedJob, _ process: ContinuousProcess) {
        let text =
            "the job was under a debugger, and that session ended with its host: it is restarted as it normally runs"
        log(job, process, .systemInfo, text)
        logger.notice("debug session was lost with its host", metadata: ["job": "\(job.folder)"])
    }
}
