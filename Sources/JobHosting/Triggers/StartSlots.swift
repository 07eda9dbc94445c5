/// Spreads the starts that are due at one moment over the time before it: each is prepared in a slot of its own, and when
/// the moment comes they only have to go on.
///
/// It belongs to the host's loop.
struct StartSlots {
    /// What it takes to prepare one start, with some room: with less, a machine that is slow for a moment would not be done
    /// with all when the moment comes.
    static let interval: Duration = .microseconds(500)
    /// Between two that go on, or the kernel would be busy waking them all before the first one runs.
    ///
    /// Much less than the start of a program takes: the more are awake, the less anything else takes from their time.
    static let stagger: Duration = .microseconds(5)
    /// Moments whose slots are kept at least, before those that have passed are looked for.
    private static let fewestMoments = 64

    /// Starts that may be prepared for one moment.
    let capacity: Int

    /// What a machine has for processes that only wait.
    struct Room {
        /// The most on any machine.
        static let maximum = 8192
        /// Bytes that one takes, most of them the kernel's.
        static let processSize = 64 * 1024
        /// The part of the memory that they take at most.
        static let memoryShare = 64
        /// The part of all processes that may be.
        static let processShare = 4

        /// Bytes.
        let memory: Int
        let processes: Int
        /// Runs that the host takes files for.
        let runs: Int

        var capacity: Int {
            let byMemory = memory / Self.memoryShare / Self.processSize
            return max(0, min(Self.maximum, byMemory, processes / Self.processShare, runs))
        }
    }

    /// By the moment, in seconds since 1970.
    private(set) var taken: [Int64: Int] = [:]
    /// With more moments, those that have passed are looked for again.
    private var tidyLimit = fewestMoments

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// No start of so many jobs is prepared longer before its moment than this; `margin` is what lies between the last one and
    /// the moment.
    func longestLead(margin: Duration, jobs: Int) -> Duration { margin + Self.interval * min(jobs, capacity) }

    /// How long so many have the processors for themselves once their moment has come: whatever else is to be done for
    /// them, and for those without a slot, would only delay them.
    static func passing(of count: Int) -> Duration { shortestPassing + timeOfStart * count }

    private static let shortestPassing: Duration = .milliseconds(1)
    /// What the start of a small program takes of a small machine, and its end.
    private static let timeOfStart: Duration = .microseconds(85)

    /// The place of one start among those that are due at its moment.
    struct Slot: Hashable {
        /// Counted from 0, the one that is prepared last.
        let place: Int
        /// How long before the moment it is prepared; where there is no slot left, a time below zero: how long after it the
        /// start is begun.
        let lead: Duration
        /// How long after the moment it goes on.
        let offset: Duration

        static let none = Slot(place: 0, lead: .zero, offset: .zero)
    }

    /// The slot of one more start for this moment.
    mutating func take(at moment: Int64, now: Int64, margin: Duration) -> Slot {
        if taken.count > tidyLimit {
            taken = taken.filter { $0.key >= now }
            tidyLimit = max(Self.fewestMoments, taken.count * 2)
        }
        let place = taken[moment, default: 0]
        guard place < capacity else {
            return Slot(place: place, lead: .zero - Self.passing(of: capacity), offset: .zero)
        }
        taken[moment] = place + 1
        return Slot(place: place, lead: margin + Self.interval * place, offset: Self.stagger * place)
    }
}
