import Synchronization

/// Gathers the lines of a command up to a limit, and then says that there was more.
final class CommandOutput: Sendable {
    /// Bytes of one stream in an answer.
    static let maximumSize = 1024 * 1024

    private struct State {
        var text = ""
        var isCut = false
    }

    private let state = Mutex(State())

    func add(_ line: String) {
        state.withLock { state in
            guard !state.isCut else { return }
            if state.text.utf8.count + line.utf8.count + 1 > Self.maximumSize {
                state.isCut = true
                state.text += "… (more than \(Self.maximumSize) bytes; the rest is left out)\n"
            } else {
                state.text += line
                state.text += "\n"
            }
        }
    }

    var text: String { state.withLock { $0.text } }
}
