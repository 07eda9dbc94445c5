import JobModel

/// Goes through the runs of several jobs, newest first over all, without putting them into one list.
struct RunMerge {
    private struct Source {
        let job: JobName
        /// Oldest first.
        let runs: [RunID]
        /// How many of them are still to come; the last of these is the next.
        var rest: Int

        var next: RunID { runs[rest - 1] }
    }

    /// A heap: no source's next run is newer than that of the one it hangs from.
    private var sources: [Source]

    /// Takes the runs of each job, oldest first, and begins with the newest that `isOldEnough`.
    ///
    /// What is older than a run that is old enough is so as well.
    init(_ jobs: [(JobName, [RunID])], from isOldEnough: (RunID) -> Bool = { _ in true }) {
        sources = jobs.compactMap { job, runs in
            let count = Self.count(runs, isOldEnough)
            return count == 0 ? nil : Source(job: job, runs: runs, rest: count)
        }
        for place in sources.indices.reversed() { sink(place) }
    }

    mutating func next() -> RunReference? {
        guard !sources.isEmpty else { return nil }
        let next = RunReference(job: sources[0].job, run: sources[0].next)
        sources[0].rest -= 1
        if sources[0].rest == 0 {
            sources.swapAt(0, sources.count - 1)
            sources.removeLast()
        }
        sink(0)
        return next
    }

    /// How many runs at the beginning are old enough: by halves, since there may be a hundred thousand.
    private static func count(_ runs: [RunID], _ isOldEnough: (RunID) -> Bool) -> Int {
        var (low, high) = (0, runs.count)
        while low < high {
            let middle = (low + high) / 2
            if isOldEnough(runs[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func sink(_ start: Int) {
        var place = start
        while true {
            var newest = place
            for child in [2 * place + 1, 2 * place + 2] where child < sources.count {
                if sources[newest].next < sources[child].next { newest = child }
            }
            guard newest != place else { return }
            sources.swapAt(place, newest)
            place = newest
        }
    }
}
