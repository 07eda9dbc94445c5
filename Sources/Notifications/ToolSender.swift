import Glibc
import JobModel
import LinuxSystem
import ProcessSupervision
import Synchronization

/// Carries one message to a command, on its standard input.
struct ToolSender: Sendable {
    /// Lines of what a command says that are kept for the log.
    private static let keptLines = 3

    let runner: ToolRunner
    let command: [String]
    let folder: String
    let environment: [String: String]
    let input: [UInt8]
    let timeout: Duration
    /// Where its input lies for a moment.
    let scratch: String

    func send() async -> DeliveryResult {
        let said = Mutex<[String]>([])
        let end: ToolRunner.End
        do {
            var tool = ToolRunner.Tool([program] + command.dropFirst(), in: folder, environment: environment)
            tool.input = try inputFile()
            end = await runner.run(tool, timeout: timeout) { line in
                said.withLock { $0 = ($0 + [String(line.prefix(200))]).suffix(Self.keptLines) }
            }
        } catch {
            return DeliveryResult(.failed, "its input cannot be written: \(error)")
        }
        let words = said.withLock { $0 }.joined(separator: " | ")
        let tail = words.isEmpty ? "" : ": \(words)"
        switch end {
        case .code(0): return DeliveryResult(.delivered, "ended with exit code 0\(tail)")
        case .code(let code): return DeliveryResult(.failed, "ended with exit code \(code)\(tail)")
        case .signal(let number): return DeliveryResult(.failed, "was ended by signal \(number)\(tail)")
        case .timeout: return DeliveryResult(.failed, "took longer than \(timeout) and was killed\(tail)")
        case .cancelled: return DeliveryResult(.interrupted, "the host ends")
        case .failed(let reason): return DeliveryResult(.failed, "cannot be started: \(reason)")
        }
    }

    /// A name with a slash is one in the folder, any other one on the search path.
    private var program: String {
        let name = command.first ?? ""
        if name.hasPrefix("/") { return name }
        if name.contains("/") { return "\(folder)/\(name)" }
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 } ?? name
    }

    /// A file that has no name any more: it goes with the command.
    private func inputFile() throws(SystemError) -> SharedDescriptor {
        try AtomicFile.write(input, to: scratch, mode: 0o600)
        let file = SharedDescriptor(try Descriptor.open(scratch))
        unlink(scratch)
        return file
    }
}
