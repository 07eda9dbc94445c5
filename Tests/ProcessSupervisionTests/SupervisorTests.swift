import Glibc
import LinuxSystem
import ProcessSupervision
import TestKit
import Testing

/// With real processes, by every means of finding them that this machine offers.
@Suite struct SupervisorTests {
    /// Lets a script go on until somebody ends it.
    private static let goOn = "while :; do sleep 0.05; done"

    /// A process of a session of its own that does not hear SIGTERM.
    private static let deafGrandchild = """
        setsid sh -c 'trap "" TERM; echo $$ > grandchild.pid; exec sleep 60' &
        while [ ! -s grandchild.pid ]; do sleep 0.01; done

        """

    // MARK: ends of their own

    @Test(arguments: SupervisedScript.means, [Int32(0), 7, 255])
    func `a process that ends by itself is reported with its code`(
        means: ProcessTrees.Means,
        code: Int32
    ) async throws {
        try await SupervisedScript.run("exit \(code)", means) { script in
            let end = try await script.end()
            #expect(end.exit == .code(code))
            #expect(!end.wasKilled)
        }
    }

    @Test(arguments: SupervisedScript.means)
    func `a process that dies of a signal is reported with it`(means: ProcessTrees.Means) async throws {
        try await SupervisedScript.run("kill -KILL $$", means) { script in
            let end = try await script.end()
            #expect(end.exit == .signal(SIGKILL))
            // Not by this supervisor.
            #expect(!end.wasKilled)
        }
    }

    @Test func `a program that cannot be started is an error`() async throws {
        let error = await #expect(throws: SpawnError.self) {
            try await SupervisedScript.run("", .mark, program: "/nonexistent/program") { _ in }
        }
        #expect(error?.program == "/nonexistent/program")
        #expect(error?.code == ENOENT)
    }

    // MARK: stopping

    @Test(arguments: SupervisedScript.means)
    func `a stop is a signal, and how the process ends is up to it`(means: ProcessTrees.Means) async throws {
        let text = "trap 'exit 5' TERM; echo $$ > leader.pid; \(Self.goOn)"
        try await SupervisedScript.run(text, means) { script in
            let leader = try await script.numberWritten(by: "leader")
            let supervised = await script.processID
            let wasStopping = await script.isStopping
            await script.stop()
            let isStopping = await script.isStopping
            #expect(supervised == leader)
            #expect(!wasStopping)
            #expect(isStopping)
            let end = try await script.end()
            #expect(end.exit == .code(5))
            #expect(!end.wasKilled)
        }
    }

    @Test(arguments: SupervisedScript.means)
    func `who does nothing about the signal ends by it`(means: ProcessTrees.Means) async throws {
        try await SupervisedScript.run("echo $$ > leader.pid; exec sleep 60", means) { script in
            _ = try await script.numberWritten(by: "leader")
            await script.stop()
            let end = try await script.end()
            #expect(end.exit == .signal(SIGTERM))
            #expect(!end.wasKilled)
        }
    }

    @Test(arguments: SupervisedScript.means)
    func `the signal is the one of the order`(means: ProcessTrees.Means) async throws {
        let text = "trap 'exit 6' USR1; trap 'exit 1' TERM; echo $$ > leader.pid; \(Self.goOn)"
        try await SupervisedScript.run(text, means, signal: SIGUSR1) { script in
            _ = try await script.numberWritten(by: "leader")
            await script.stop()
            let end = try await script.end()
            #expect(end.exit == .code(6))
        }
    }

    @Test(arguments: SupervisedScript.means)
    func `the shutdown file appears, for those who look for it`(means: ProcessTrees.Means) async throws {
        let text = """
            trap '' TERM
            echo $$ > leader.pid
            while [ ! -e "$WEBJOBS_SHUTDOWN_FILE" ]; do sleep 0.02; done
            """
        try await SupervisedScript.run(text, means) { script in
            _ = try await script.numberWritten(by: "leader")
            #expect(try script.scratch.read("shutdown") == nil)
            await script.stop()
            let end = try await script.end()
            #expect(end.exit == .code(0))
            #expect(!end.wasKilled)
            #expect(try script.scratch.read("shutdown")?.hasSuffix("Z") == true)
        }
    }

    @Test func `an order without a shutdown file makes none`() async throws {
        let text = "echo $$ > leader.pid; exec sleep 60"
        try await SupervisedScript.run(text, .mark, writesShutdownFile: false) { script in
            _ = try await script.numberWritten(by: "leader")
            await script.stop()
            _ = try await script.end()
            #expect(try Folder.names(in: script.scratch.path) == ["leader.pid"])
        }
    }

    @Test func `asking again, even after the end, changes nothing`() async throws {
        try await SupervisedScript.run("echo $$ > leader.pid; exec sleep 60", .mark) { script in
            _ = try await script.numberWritten(by: "leader")
            for _ in 0..<3 { await script.stop() }
            _ = try await script.end()
            for _ in 0..<3 { await script.stop() }
            let ends = await script.ends
            #expect(ends.count == 1)
        }
    }

    // MARK: the whole tree

    @Test(arguments: SupervisedScript.means)
    func `who ignores the signal is killed after the grace, with all below in whatever session`(
        means: ProcessTrees.Means
    ) async throws {
        let grace = Duration.milliseconds(300)
        let text = "trap '' TERM; \(Self.deafGrandchild) echo $$ > leader.pid; \(Self.goOn)"
        try await SupervisedScript.run(text, means, grace: grace) { script in
            let leader = try await script.numberWritten(by: "leader")
            let grandchild = try await script.numberWritten(by: "grandchild")
            #expect(ProcessTable().entries[grandchild]?.session == grandchild)
            let start = ContinuousClock.now
            await script.stop()
            let end = try await script.end()
            #expect(ContinuousClock.now - start >= grace)
            #expect(end.exit == .signal(SIGKILL))
            #expect(end.wasKilled)
            let living = await script.livingAtEnd
            #expect(living.isEmpty)
            #expect(!SupervisedScript.isAlive(leader))
            #expect(!SupervisedScript.isAlive(grandchild))
        }
    }

    @Test(arguments: SupervisedScript.means)
    func `the end is reported only when the whole tree has gone`(means: ProcessTrees.Means) async throws {
        let text = """
            setsid sh -c '
                trap "sleep 0.2; echo bye > goodbye; exit 0" TERM
                echo $$ > grandchild.pid
                while :; do sleep 0.02; done
            ' &
            while [ ! -s grandchild.pid ]; do sleep 0.01; done
            exit 3
            """
        try await SupervisedScript.run(text, means) { script in
            let end = try await script.end()
            #expect(end.exit == .code(3))
            #expect(!end.wasKilled)
            let living = await script.livingAtEnd
            #expect(living.isEmpty)
            #expect(try script.scratch.read("goodbye") == "bye\n")
            // What is left behind is told to stop in the same words.
            #expect(try script.scratch.read("shutdown") != nil)
        }
    }

    @Test(arguments: SupervisedScript.means)
    func `what a process leaves behind and does not stop is killed after the grace`(
        means: ProcessTrees.Means
    ) async throws {
        let text = "\(Self.deafGrandchild) exit 0"
        try await SupervisedScript.run(text, means, grace: .milliseconds(200)) { script in
            let grandchild = try await script.numberWritten(by: "grandchild")
            let end = try await script.end()
            #expect(end.exit == .code(0))
            #expect(end.wasKilled)
            let living = await script.livingAtEnd
            #expect(living.isEmpty)
            #expect(!SupervisedScript.isAlive(grandchild))
        }
    }

    @Test(arguments: SupervisedScript.means)
    func `a stop reaches those who left their session, too`(means: ProcessTrees.Means) async throws {
        let text = """
            trap 'wait; exit 4' TERM
            setsid sh -c 'trap "echo bye > goodbye; exit 0" TERM; echo $$ > grandchild.pid; \(Self.goOn)' &
            \(Self.goOn)
            """
        try await SupervisedScript.run(text, means) { script in
            _ = try await script.numberWritten(by: "grandchild")
            await script.stop()
            let end = try await script.end()
            #expect(end.exit == .code(4))
            #expect(!end.wasKilled)
            let living = await script.livingAtEnd
            #expect(living.isEmpty)
            #expect(try script.scratch.read("goodbye") == "bye\n")
        }
    }
}
