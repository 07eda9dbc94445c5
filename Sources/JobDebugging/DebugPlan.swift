/// How a program is started under its debugger: a table, from the command that starts it otherwise.
package struct DebugPlan: Sendable, Hashable {
    package let debugger: Debugger
    /// Of these one must end well; none where nothing is in question.
    package let checks: [DebugCheck]
    /// The program with the options that come before those of the debugger.
    private let front: [String]
    /// What follows them.
    private let back: [String]

    /// Bytes of a program's file that say how it is started.
    package static let headSize = 256

    /// From the command of an ordinary start.
    ///
    /// `head`: the first bytes of the program's file. `find`: where a program of this name is.
    package init(
        command: [String],
        head: [UInt8],
        find: (_ name: String) -> String?
    ) throws(DebugFault) {
        let program = command.first ?? ""
        switch Self.debugger(of: program) {
        case let debugger? where debugger != .native:
            try self.init(debugger, command)
        default:
            switch ProgramHead(head) {
            case .compiled where !Self.interpreters.contains(Self.name(program)):
                guard let server = find("gdbserver") else { throw .notInstalled(.native, program: program) }
                self.init(server: server, command)
            case .script(let words):
                let interpreter = ProgramHead.interpreter(words)
                guard let name = interpreter.first, let debugger = Self.debugger(of: name) else {
                    throw .unsupported(program: interpreter.first.map(Self.name) ?? Self.name(program))
                }
                guard let path = name.contains("/") ? name : find(name) else {
                    throw .notInstalled(debugger, program: name)
                }
                try self.init(debugger, [path] + interpreter.dropFirst() + command)
            case .compiled, .other:
                throw .unsupported(program: Self.name(program))
            }
        }
    }

    /// Of a compiled program, below a server that starts it.
    private init(server: String, _ command: [String]) {
        debugger = .native
        checks = []
        front = [server, "--no-startup-with-shell"]
        back = command
    }

    private init(_ debugger: Debugger, _ command: [String]) throws(DebugFault) {
        let program = command[0]
        self.debugger = debugger
        let optionCount = debugger == .python ? Self.pythonOptions(command.dropFirst()) : 0
        front = Array(command.prefix(1 + optionCount))
        back = Array(command.dropFirst(1 + optionCount))
        if debugger == .python, back.isEmpty { throw .unsupported(program: "\(Self.name(program)) without a script") }
        checks =
            switch debugger {
            case .node, .native: []
            case .python: [DebugCheck(front + ["-c", "import debugpy"])]
            case .java: [DebugCheck([program, "-agentlib:jdwp=help"])]
            case .php:
                [
                    DebugCheck([program, "-r", Self.isXdebugThere]),
                    // Installed, and not switched on.
                    DebugCheck([program, Self.xdebug, "-r", Self.isXdebugThere], words: [Self.xdebug]),
                ]
            }
    }

    /// What to start instead, with the words of the check that ended well.
    ///
    /// `port`: where the debug server is to listen, or where the program calls; for one that uses its streams it means
    /// nothing. `waits`: nothing of the program is to run
    /// before somebody debugs it.
    package func start(port: Int, waits: Bool, words: [String] = []) -> DebugStart {
        let address = "127.0.0.1:\(port)"
        var start = DebugStart(command: [])
        let options: [String]
        switch debugger {
        case .node:
            options = ["--inspect\(waits ? "-brk" : "")=\(address)"]
        case .python:
            options = ["-m", "debugpy", "--listen", address] + (waits ? ["--wait-for-client"] : [])
            // Modules of the interpreter's own, which it rightly says it cannot debug.
            start.variables = [("PYDEVD_DISABLE_FILE_VALIDATION", "1")]
        case .java:
            options = ["-agentlib:jdwp=transport=dt_socket,server=y,suspend=\(waits ? "y" : "n"),address=\(address)"]
        case .php:
            options =
                words + [
                    "-dxdebug.mode=debug", "-dxdebug.start_with_request=yes", "-dxdebug.discover_client_host=0",
                    "-dxdebug.client_host=127.0.0.1", "-dxdebug.client_port=\(port)",
                ]
            // They win over the options, and may be set.
            start.variables = [
                ("XDEBUG_MODE", "debug"), ("XDEBUG_CONFIG", "client_host=127.0.0.1 client_port=\(port)"),
            ]
        case .native:
            // It always waits.
            options = ["stdio"]
        }
        start.command = front + options + back
        return start
    }

    // MARK: tables

    /// Programs, by their names without version.
    private static func debugger(of program: String) -> Debugger? {
        switch name(program) {
        case "node", "nodejs": .node
        case "python", "pypy": .python
        case "java": .java
        case "php": .php
        default: nil
        }
    }

    /// Programs that run others, whose own insides are of no interest.
    private static let interpreters: Set<String> = [
        "sh", "bash", "dash", "zsh", "ksh", "fish", "busybox", "env", "perl", "ruby", "lua", "luajit", "tclsh", "wine",
        "dotnet", "pwsh", "mono", "deno", "bun", "swift", "go", "cargo", "uv", "R", "Rscript", "julia", "erl", "nice",
        "timeout", "stdbuf", "setsid", "nohup", "taskset", "ionice", "xvfb-run", "sudo", "make",
    ]

    /// `python` of `/usr/bin/python3.11`.
    private static func name(_ program: String) -> String {
        let file = program.split(separator: "/").last.map(String.init) ?? program
        let bare = String(file.reversed().drop { $0.isNumber || $0 == "." }.reversed())
        return bare.isEmpty ? file : bare
    }

    /// How many of the words are the interpreter's own options, before the script, `-m` or `-c`.
    private static func pythonOptions(_ words: ArraySlice<String>) -> Int {
        var count = 0
        var rest = words
        while let word = rest.popFirst(), word.hasPrefix("-"), word != "-", !["-m", "-c"].contains(word.prefix(2)) {
            count += 1
            // Their value is a word of its own.
            if ["-W", "-X", "--check-hash-based-pycs"].contains(word), rest.popFirst() != nil { count += 1 }
        }
        return count
    }

    private static let xdebug = "-dzend_extension=xdebug"
    private static let isXdebugThere = "exit(extension_loaded('xdebug') ? 0 : 1);"
}
