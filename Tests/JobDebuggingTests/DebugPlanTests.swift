import Testing

@testable import JobDebugging

/// From the command that starts a job to the one that starts it under a debugger.
@Suite struct DebugPlanTests {
    private static let elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1]

    private func plan(
        _ command: [String],
        head: [UInt8] = [],
        programs: [String: String] = [:]
    ) throws(DebugFault) -> DebugPlan {
        try DebugPlan(command: command, head: head) { programs[$0] }
    }

    struct Row: Sendable {
        let command: [String]
        var waits = false
        let debugger: Debugger
        let started: [String]
    }

    private static let inspected = "--inspect=127.0.0.1:4711"
    private static let listening = ["-m", "debugpy", "--listen", "127.0.0.1:4711"]
    private static let jdwp = "-agentlib:jdwp=transport=dt_socket,server=y,suspend"
    private static let xdebug = [
        "-dxdebug.mode=debug", "-dxdebug.start_with_request=yes", "-dxdebug.discover_client_host=0",
        "-dxdebug.client_host=127.0.0.1", "-dxdebug.client_port=4711",
    ]

    private static let rows = [
        Row(
            command: ["/usr/bin/node", "/j/run.js", "a b"],
            debugger: .node,
            started: ["/usr/bin/node", inspected, "/j/run.js", "a b"]
        ),
        Row(
            command: ["nodejs", "--max-old-space-size=100", "x.js"],
            debugger: .node,
            started: ["nodejs", inspected, "--max-old-space-size=100", "x.js"]
        ),
        Row(
            command: ["/usr/bin/node", "x.js"],
            waits: true,
            debugger: .node,
            started: ["/usr/bin/node", "--inspect-brk=127.0.0.1:4711", "x.js"]
        ),
        Row(
            command: ["/b/python3", "-u", "/j/run.py", "-m"],
            debugger: .python,
            started: ["/b/python3", "-u"] + listening + ["/j/run.py", "-m"]
        ),
        Row(
            command: ["python3.11", "-X", "utf8", "-W", "error", "-m", "app", "x"],
            debugger: .python,
            started: ["python3.11", "-X", "utf8", "-W", "error"] + listening + ["-m", "app", "x"]
        ),
        Row(
            command: ["python", "run.py"],
            waits: true,
            debugger: .python,
            started: ["python"] + listening + ["--wait-for-client", "run.py"]
        ),
        Row(
            command: ["/usr/bin/java", "-jar", "/j/run.jar"],
            debugger: .java,
            started: ["/usr/bin/java", "\(jdwp)=n,address=127.0.0.1:4711", "-jar", "/j/run.jar"]
        ),
        Row(
            command: ["java", "-cp", "a:b", "Main"],
            waits: true,
            debugger: .java,
            started: ["java", "\(jdwp)=y,address=127.0.0.1:4711", "-cp", "a:b", "Main"]
        ),
        Row(
            command: ["/usr/bin/php8.2", "/j/run.php", "x"],
            debugger: .php,
            started: ["/usr/bin/php8.2"] + xdebug + ["/j/run.php", "x"]
        ),
    ]

    @Test(arguments: rows)
    func `options of the debugger come where the program reads them`(row: Row) throws {
        let plan = try plan(row.command)
        #expect(plan.debugger == row.debugger)
        #expect(plan.start(port: 4711, waits: row.waits).command == row.started)
    }

    @Test func `a compiled program is started by gdbserver`() throws {
        let programs = ["gdbserver": "/usr/bin/gdbserver"]
        let plan = try plan(["/j/worker", "-v"], head: Self.elf, programs: programs)
        #expect(plan.debugger == .native && plan.checks.isEmpty)
        let started = ["/usr/bin/gdbserver", "--no-startup-with-shell", "stdio", "/j/worker", "-v"]
        #expect(plan.start(port: 9, waits: false).command == started)
    }

    @Test func `a script that names its interpreter is started by that`() throws {
        let programs = ["node": "/opt/node", "python3": "/usr/bin/python3"]
        let node = try plan(["/j/run", "x"], head: Array("#!/usr/bin/env node\n".utf8), programs: programs)
        #expect(node.start(port: 4711, waits: false).command == ["/opt/node", Self.inspected, "/j/run", "x"])
        let split = try plan(["/j/run"], head: Array("#!/usr/bin/env -S python3 -u\n".utf8), programs: programs)
        let started = split.start(port: 4711, waits: false).command
        #expect(started == ["/usr/bin/python3", "-u"] + Self.listening + ["/j/run"])
        let direct = try plan(["/j/run"], head: Array("#!/v/bin/python -E\r\n".utf8))
        let command = direct.start(port: 4711, waits: false).command
        #expect(command == ["/v/bin/python", "-E"] + Self.listening + ["/j/run"])
    }

    @Test func `what must be there is asked of the program itself`() throws {
        #expect(try plan(["node", "x.js"]).checks.isEmpty)
        let python = try plan(["/v/bin/python3", "-I", "run.py"]).checks
        #expect(python.map(\.command) == [["/v/bin/python3", "-I", "-c", "import debugpy"]])
        #expect(try plan(["java", "-jar", "x.jar"]).checks.map(\.command) == [["java", "-agentlib:jdwp=help"]])
        let php = try plan(["php", "run.php"])
        #expect(php.checks.map { $0.command.count } == [3, 4])
        // One that is loaded already is not loaded twice.
        #expect(php.checks.map(\.words) == [[], ["-dzend_extension=xdebug"]])
        let started = php.start(port: 4711, waits: false, words: ["-dzend_extension=xdebug"])
        #expect(started.command == ["php", "-dzend_extension=xdebug"] + Self.xdebug + ["run.php"])
        #expect(started.variables.contains { $0.name == "XDEBUG_CONFIG" && $0.value.contains("client_port=4711") })
    }

    private static let refused: [(command: [String], head: [UInt8], name: String)] = [
        (["/usr/bin/bash", "/j/run.sh"], elf, "bash"), (["/usr/bin/ruby3.1", "run.rb"], elf, "ruby"),
        (["/j/run"], Array("#!/bin/bash -e\n".utf8), "bash"), (["/j/run"], Array("text".utf8), "run"),
        (["/usr/bin/dotnet", "run.dll"], elf, "dotnet"), (["python3", "-u"], [], "python without a script"),
        ([], [], ""),
    ]

    @Test(arguments: refused)
    func `what has no debugger here is refused by its name, with what is possible`(
        command: [String],
        head: [UInt8],
        name: String
    ) throws {
        let fault = #expect(throws: DebugFault.unsupported(program: name)) { try plan(command, head: head) }
        #expect(fault?.description.contains("gdbserver") == true)
    }

    @Test func `what is missing is said, with how to get it`() throws {
        let missing = #expect(throws: DebugFault.notInstalled(.native, program: "/j/worker")) {
            try plan(["/j/worker"], head: Self.elf)
        }
        #expect(missing?.description.contains("apt-get install gdbserver") == true)
        let python = DebugFault.notInstalled(.python, program: "/v/bin/python3").description
        #expect(python.contains("/v/bin/python3 -m pip install debugpy") && python.contains("python3-debugpy"))
        for debugger in Debugger.allCases {
            #expect(DebugFault.notInstalled(debugger, program: "p").description.contains("install"))
        }
    }

    @Test func `each has the port that its clients expect`() {
        #expect(Debugger.allCases.map(\.usualPort) == [9229, 5678, 5005, 9003, 2345])
        #expect(Debugger.allCases.filter(\.callsBack) == [.php])
        #expect(Debugger.allCases.filter(\.usesStreams) == [.native])
    }
}
