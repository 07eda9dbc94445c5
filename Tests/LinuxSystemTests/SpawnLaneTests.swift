import Glibc
import TestKit
import Testing

@testable import LinuxSystem

/// A start begins with the parent's own table of descriptors; neither side may see anything of that.
@Suite struct SpawnLaneTests {
    /// More than there are lanes.
    private static let starts = 40

    /// A start under way.
    private final class Start {
        let start: SpawnStart
        let process: SpawnedProcess

        init(_ request: SpawnRequest) throws {
            start = SpawnStart(request)
            process = try SpawnedProcess(start)
        }
    }

    private func begin(_ program: String, _ arguments: [String]) throws -> (Start, output: SharedDescriptor) {
        let pipe = try Pipe().split()
        let null = SharedDescriptor(try Descriptor.open("/dev/null", O_RDWR))
        let request = SpawnRequest(
            program: program,
            arguments: [program] + arguments,
            environment: [],
            directory: "/",
            standardInput: null,
            standardOutput: pipe.writing,
            standardError: null
        )
        return (try Start(request), pipe.reading)
    }

    @Test func `more starts under way than there are lanes each get their own streams`() throws {
        let outputs = try outputs(of: Self.starts)
        for (index, output) in outputs.enumerated() { #expect(try output.readToEnd() == "number \(index)\n") }
    }

    /// Begins them all before it confirms the first, and keeps nothing but the reading ends.
    private func outputs(of count: Int) throws -> [SharedDescriptor] {
        let begun = try (0..<count).map { try begin("/bin/echo", ["number \($0)"]) }
        for (start, _) in begun {
            try start.process.confirm(start.start)
            #expect(try start.process.waitForExit() == .code(0))
        }
        return begun.map(\.output)
    }

    @Test func `starts that fail give their lanes back`() throws {
        for _ in 0..<Self.starts { #expect(throws: SpawnError.self) { try outcome("/no/such/program") } }
        #expect(try outcome("/bin/true") == .code(0))
    }

    private func outcome(_ program: String) throws -> ProcessExit {
        let (start, _) = try begin(program, [])
        try start.process.confirm(start.start)
        return try start.process.waitForExit()
    }

    @Test func `thousands of descriptors of the parent are neither closed nor passed on`() throws {
        var careless: [Int32] = []
        defer { for descriptor in careless { close(descriptor) } }
        // Not close-on-exec, as a careless library would open them.
        for _ in 0..<2000 {
            let descriptor = open("/dev/null", O_RDONLY)
            try #require(descriptor > 2)
            careless.append(descriptor)
        }
        let program = try FinishedProgram.shell("ls /proc/$$/fd; :")
        #expect(program.output == "0\n1\n2\n")
        #expect(careless.allSatisfy { fcntl($0, F_GETFD) == 0 })
    }
}
