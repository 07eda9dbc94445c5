import CLinux
import Glibc
import JobModel

/// A timer of the kernel that goes off at one moment, to the microsecond, however far away that is.
///
/// Its descriptor becomes readable then. To be set by one thread.
final class Alarm {
    private let descriptor: Descriptor
    private var time: MonotonicTime?

    init() throws(SystemError) {
        descriptor = Descriptor(owning: try check("timerfd_create") { nyala_alarm() })
    }

    var number: Int32 { descriptor.number }

    /// To be called when the descriptor has become readable.
    func wentOff() {
        time = nil
    }

    /// Goes off at this moment, which is so far away, and at none before.
    func set(_ time: MonotonicTime, in wait: Duration) {
        guard self.time != time else { return }
        self.time = time
        // It fails only for values that are never given here.
        _ = nyala_set_alarm(number, wait.inNanoseconds)
    }
}
