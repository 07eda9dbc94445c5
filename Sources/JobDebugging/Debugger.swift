/// A debugger that the program of a job can be started under.
package enum Debugger: String, Sendable, Hashable, CaseIterable {
    case node
    case python
    case java
    case php
    /// Of executables that were compiled for this machine.
    case native

    /// How people call it.
    package var title: String {
        switch self {
        case .node: "node's inspector"
        case .python: "debugpy"
        case .java: "JDWP"
        case .php: "Xdebug"
        case .native: "gdbserver"
        }
    }

    /// The port that its clients expect where nobody says another.
    package var usualPort: Int {
        switch self {
        case .node: 9229
        case .python: 5678
        case .java: 5005
        case .php: 9003
        case .native: 2345
        }
    }

    /// Whether the job connects to the developer's program, and not the other way round.
    package var callsBack: Bool { self == .php }

    /// Whether it speaks over its standard streams, to one client, and not over a port.
    ///
    /// gdbserver listens on all addresses of the machine, whatever it is told, and asks nobody who they are.
    package var usesStreams: Bool { self == .native }

    /// What to do on a machine that does not have it; `program` is what would run under it.
    func advice(for program: String) -> String {
        switch self {
        case .node:
            "apt-get install nodejs"
        case .python:
            "name debugpy in the job's requirements.txt, or install it for \(program): \(program) -m pip install debugpy "
                + "(for the system's own Python: apt-get install python3-debugpy)"
        case .java:
            "\(program) comes without its debug agent (libjdwp); apt-get install default-jre-headless"
        case .php:
            "apt-get install php-xdebug"
        case .native:
            "apt-get install gdbserver"
        }
    }
}
