import JobDebugging

/// What a developer does next, in the tools that are common.
enum DebugHints {
    /// `root`: where the job's files are on the host.
    static func lines(_ debugger: Debugger, port: Int, root: String) -> [String] {
        switch debugger {
        case .node:
            [
                "Chrome:   chrome://inspect, with 127.0.0.1:\(port) under Configure",
                code(
                    "\"type\": \"node\", \"request\": \"attach\", \"address\": \"127.0.0.1\", \"port\": \(port), "
                        + roots(root)
                ),
                "terminal: node inspect 127.0.0.1:\(port)",
            ]
        case .python:
            [
                code(
                    "\"type\": \"debugpy\", \"request\": \"attach\", \"connect\": {\"host\": \"127.0.0.1\", \"port\": \(port)}, "
                        + "\"pathMappings\": [{\(roots(root))}]"
                )
            ]
        case .java:
            [
                code("\"type\": \"java\", \"request\": \"attach\", \"hostName\": \"127.0.0.1\", \"port\": \(port)"),
                "IntelliJ: Run > Attach to Process, or a Remote JVM Debug of 127.0.0.1:\(port)",
                "terminal: jdb -attach 127.0.0.1:\(port)",
            ]
        case .php:
            [
                code(
                    "\"type\": \"php\", \"request\": \"launch\", \"port\": \(port), "
                        + "\"pathMappings\": {\"\(root)\": \"${workspaceFolder}\"}"
                )
            ]
        case .native:
            [
                "terminal: gdb -ex 'target remote 127.0.0.1:\(port)' PROGRAM",
                code(
                    "\"type\": \"cppdbg\", \"request\": \"launch\", \"MIMode\": \"gdb\", "
                        + "\"miDebuggerServerAddress\": \"127.0.0.1:\(port)\", \"program\": \"PROGRAM\""
                ),
                "PROGRAM is the same executable here; it waits until you say continue",
            ]
        }
    }

    private static func code(_ members: String) -> String {
        "VS Code:  {\"name\": \"job\", \(members)}"
    }

    private static func roots(_ root: String) -> String {
        "\"localRoot\": \"${workspaceFolder}\", \"remoteRoot\": \"\(root)\""
    }
}
