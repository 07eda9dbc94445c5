import Glibc
import JobModel
import TestKit
import Testing

@testable import LinuxSystem

/// A process that is there before its moment, and executes its program then.
@Suite struct HeldProcessTests {
    /// More than there are lanes.
    private static let starts = 40
    /// Longer than any test takes.
    private static let never: Duration = .seconds(1000)

    private let clock = SystemClock()

    /// A start under way, and what it writes.
    private final class Start {
        let start: SpawnStart
        let process: SpawnedProcess
        let output: SharedDescriptor

        init(_ script: String, heldFor hold: Duration?) throws {
            let pipe = try Pipe().split()
            let null = SharedDescriptor(try Descriptor.open("/dev/null", O_RDWR))
            var request = SpawnRequest(
                program: "/bin/sh",
                arguments: ["sh", "-c", script],
                environment: [],
                directory: "/",
                standardInput: null,
                standardOutput: pipe.writing,
                standardError: null
            )
            request.heldUntil = hold.map { SystemClock().monotonicTime() + $0 }
            start = SpawnStart(request)
            process = try SpawnedProcess(start)
            output = pipe.reading
        }
    }

    @Test func `executes its program at its moment, and says how late that was`() throws {
        let moment = clock.monotonicTime() + .milliseconds(300)
        let held = try Start("echo done", heldFor: .milliseconds(300))
        held.start.release()
        #expect(held.start.lateness == nil)
        try held.process.confirm(held.start)
        #expect(clock.monotonicTime() >= moment)
        #expect(try #require(held.start.lateness) > .zero)
        #expect(try held.output.readToEnd() == "done\n")
        let exit = try held.process.waitForExit()
        #expect(exit == .code(0))
    }

    @Test(arguments: [Duration.zero, .seconds(-1)]) func `a moment that has passed is now`(hold: Duration) throws {
        let held = try Start("echo done", heldFor: hold)
        held.start.release()
        try held.process.confirm(held.start)
        #expect(try held.output.readToEnd() == "done\n")
        #expect(held.start.lateness == nil)
    }

    @Test func `one that nobody has let go never executes anything`() throws {
        let held = try Start("echo done", heldFor: .milliseconds(50))
        let exit = try held.process.waitForExit()
        #expect(exit == .code(127))
        #expect(throws: SpawnError.self) { try held.process.confirm(held.start) }
        #expect(try held.output.readToEnd() == "")
    }

    @Test func `one whose moment has passed when it is let go executes then`() throws {
        let held = try Start("echo done", heldFor: .milliseconds(20))
        let moment = clock.monotonicTime() + .milliseconds(20)
        while clock.monotonicTime() < moment + .milliseconds(50) { poll(nil, 0, 10) }
        held.start.release()
        try held.process.confirm(held.start)
        #expect(try #require(held.start.lateness) > .milliseconds(20))
        #expect(try held.output.readToEnd() == "done\n")
    }

    @Test func `more of them than there are lanes each get their own streams`() throws {
        let all = try (0..<Self.starts).map { try Start("echo number \($0)", heldFor: .milliseconds(200)) }
        for held in all { held.start.release() }
        for held in all { try held.process.confirm(held.start) }
        for (index, held) in all.enumerated() { #expect(try held.output.readToEnd() == "number \(index)\n") }
    }

    @Test func `what others write ends while it waits`() throws {
        let before = try Start("echo before", heldFor: nil)
        let held = try Start("echo held", heldFor: Self.never)
        held.start.release()
        let after = try Start("echo after", heldFor: nil)
        try before.process.confirm(before.start)
        try after.process.confirm(after.start)
        #expect(try before.output.readToEnd() == "before\n")
        #expect(try after.output.readToEnd() == "after\n")
        let wasSent = held.process.send(SIGKILL)
        #expect(wasSent)
        let exit = try held.process.waitForExit()
        #expect(exit == .signal(SIGKILL))
        try held.process.confirm(held.start)
        #expect(try held.output.readToEnd() == "")
    }

    @Test func `a signal that ends it before its moment does so then`() throws {
        let held = try Start("echo done", heldFor: .milliseconds(200))
        held.start.release()
        let wasSent = held.process.send(SIGTERM)
        #expect(wasSent)
        try held.process.confirm(held.start)
        let exit = try held.process.waitForExit()
        #expect(exit == .signal(SIGTERM))
        #expect(try held.output.readToEnd() == "")
    }
}
