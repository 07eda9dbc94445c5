import JobModel
import LinuxSystem
import ProcessSupervision

/// A moment on both clocks, at which a prepared process goes on to its program.
struct StartMoment {
    let wall: Timestamp
    let monotonic: MonotonicTime
    let slot: StartSlots.Slot

    /// When the process goes on.
    var release: MonotonicTime { monotonic + slot.offset }
}

/// A run whose process is there and waits for its moment.
struct HeldRun {
    let reference: RunReference
    let moment: StartMoment
    let settings: JobSettings
    /// Of the site's settings and of the secrets that it was given.
    let settingsRevision: Int
    let secretRevisions: [Int]
    /// Hands its output to the thread of the logs.
    let attach: () -> Void
    /// How it ended, where that is known already.
    var end: ProcessEnd?
}

/// What the host holds of starts that are prepared before their moment.
struct HeldRuns {
    /// Where starts that are due at one moment have their place before it.
    var slots: StartSlots
    var runs: [RunReference: HeldRun] = [:]
    /// The same by their moments, in seconds since 1970 and in the order in which they were prepared.
    var gates: [Int64: [RunReference]] = [:]

    /// `maximumRuns`: those that the host takes files for.
    init(maximumRuns: Int) {
        let room = StartSlots.Room(memory: OwnMemory.limit, processes: ProcessLimit.current, runs: maximumRuns)
        slots = StartSlots(capacity: room.capacity)
    }
}
