/// Ends a command with a sentence on standard error and an exit code that scripts can rely on.
struct CommandFailure: Error {
    enum Code: Int32 {
        case failed = 1
        case usage = 2
        case notRunning = 3
        case unknown = 4
        case unreachable = 5
    }

    let code: Code
    let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
