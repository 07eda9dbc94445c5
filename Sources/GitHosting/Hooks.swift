package import LinuxSystem

/// Writes the hooks of the site's repository, which hand every push to the host.
package enum Hooks {
    /// The one that decides: it runs before any reference moves, with the pushed objects still apart.
    package static let name = "pre-receive"

    /// Writes the hook afresh.
    ///
    /// `program` is the hook program's absolute path, `socket` the host's local socket.
    ///
    /// A shell script, not a link to the program: git ignores a link that leads nowhere and would accept every push,
    /// while a script whose program is missing refuses it.
    package static func install(in repository: String, program: String, socket: String) throws(SystemError) {
        try Folder.create("\(repository)/hooks")
        let script = """
            #!/bin/sh
            exec \(quoted(program)) \(name) \(quoted(socket))

            """
        let path = "\(repository)/hooks/\(name)"
        let bytes = Array(script.utf8)
        // An unchanged hook is left alone: a push may be reading it.
        if try FileContents.read(path) != bytes { try AtomicFile.write(bytes, to: path, mode: 0o755) }
    }

    private static func quoted(_ text: String) -> String {
        "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
}
