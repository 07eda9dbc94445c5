/// Why a program cannot be started under a debugger, in words that go on after the job's name.
package enum DebugFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// Nothing here debugs programs of this kind.
    case unsupported(program: String)
    case notInstalled(Debugger, program: String)

    package var description: String {
        switch self {
        case .unsupported(let program):
            "is run by \(program), for which there is no debugger here; there are those for node, python (debugpy), java "
                + "(JDWP), php (Xdebug) and compiled executables (gdbserver). Where a script only starts such a program, "
                + "name that in \"run\" in settings.job"
        case .notInstalled(let debugger, let program):
            "needs \(debugger.title), which is not installed: \(debugger.advice(for: program))"
        }
    }
}
