import Glibc
import LinuxSystem
import Synchronization

/// journald of this machine, or of a namespace.
final class JournalReceiver: LogReceiver {
    let name = "journald"
    let address: String
    let limits = LogBatch.Limits(records: 1000, bytes: 1024 * 1024)
    private let socket = Mutex<JournalSocket?>(nil)

    init(path: String) {
        address = path
    }

    func send(_ records: [LogRecord], isCancelled: @Sendable () -> Bool) -> ReceiverAnswer {
        for (index, record) in records.enumerated() {
            if isCancelled() { return .failed(taken: index, reason: "the host ends", wait: nil) }
            do throws(SystemError) {
                try send(JournalEntry(record: record).bytes)
            } catch {
                return .failed(taken: index, reason: "\(error)", wait: nil)
            }
        }
        return .taken
    }

    func probe() -> String? {
        do throws(SystemError) {
            _ = try JournalSocket(address)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func send(_ entry: [UInt8]) throws(SystemError) {
        try socket.withLock { socket throws(SystemError) in
            if socket == nil { socket = try JournalSocket(address) }
            do throws(SystemError) {
                try socket?.send(entry)
            } catch {
                socket = nil
                // Its queue is full. All else may mean that it was started again, and listens anew.
                guard error.code != EAGAIN else { throw error }
                let new = try JournalSocket(address)
                try new.send(entry)
                socket = consume new
            }
        }
    }
}
