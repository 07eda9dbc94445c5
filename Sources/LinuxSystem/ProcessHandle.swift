import CLinux
import Glibc

/// Any process of this machine, held fast: a signal reaches that one, or nobody when it has ended, and never one that
/// got its number meanwhile.
package struct ProcessHandle: ~Copyable, Sendable {
    package let processID: Int32
    private let descriptor: Descriptor

    /// `nil` when there is no such process.
    package init?(_ processID: Int32) throws(SystemError) {
        guard processID > 0 else { return nil }
        do throws(SystemError) {
            descriptor = Descriptor(owning: try check("pidfd_open") { nyala_pidfd_open(processID) })
        } catch {
            if error.code == ESRCH { return nil }
            throw error
        }
        self.processID = processID
    }

    /// Sends a signal; `false` when the process has ended.
    package func send(_ signal: Int32) throws(SystemError) -> Bool {
        let number = descriptor.number
        do throws(SystemError) {
            try check("pidfd_send_signal") { nyala_pidfd_send_signal(number, signal) }
            return true
        } catch {
            if error.code == ESRCH { return false }
            throw error
        }
    }
}
