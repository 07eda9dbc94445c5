import Glibc
import JobModel
import LinuxSystem
import ProcessSupervision

/// What limits may have to do with an end that Nyala did not bring about.
struct LimitWords {
    private let limits: LimitSettings

    init(_ limits: LimitSettings) {
        self.limits = limits
    }

    /// A sentence for people; `nil` where nothing speaks for a limit.
    func remark(on end: ProcessEnd) -> String? {
        if end.exit == .signal(SIGXFSZ), let limit = limits.fileSize {
            return "a file became larger than limits.file_size, \(ByteSizeText.shown(limit))"
        }
        // Where the kernel counts for each process alone, a program that got no more memory ends in its own way.
        if let limit = limits.memory, let peak = end.usage.peakMemory, peak > limit {
            let (used, allowed) = (ByteSizeText.shown(peak), ByteSizeText.shown(limit))
            return "it used \(used) of memory, more than limits.memory, \(allowed), which may be why it ended"
        }
        return nil
    }
}
