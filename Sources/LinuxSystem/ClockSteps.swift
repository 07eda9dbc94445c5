import CLinux
import Glibc

/// Tells when the wall clock jumps: when somebody sets it, or the machine wakes from sleep.
///
/// A timer of the kernel that never fires and is cancelled by a jump; its descriptor becomes readable then.
package final class ClockSteps: Sendable {
    private let descriptor: Descriptor

    package init() throws(SystemError) {
        descriptor = Descriptor(owning: try check("timerfd_create") { nyala_clock_steps() })
        arm()
    }

    package var number: Int32 { descriptor.number }

    /// Takes note of a jump; `false` when there was none.
    package func take() -> Bool {
        var count: UInt64 = 0
        let result = read(descriptor.number, &count, 8)
        let wasSet = result < 0 && errno == ECANCELED
        if wasSet || result > 0 { arm() }
        return wasSet
    }

    private func arm() {
        // It fails only for values that are never given here.
        _ = nyala_arm_clock_steps(descriptor.number)
    }
}
