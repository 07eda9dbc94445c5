import JobModel

/// Goes through the runs of several jobs, newest first over all, without putting them into one list.
struct RunMerge {
    private struct Source {
        let job: JobName
        /// Oldest first; the last is the next.
        var runs: ArraySlice<RunID>
    }

    /// A heap: no source's next run is newer than that of the one it hangs from.
    private var sources: [Source]

    /// Takes the runs of each job, oldest first.
    init(_ jobs: [(JobName, [RunID])]) {
        sources = jobs.filter { !$0.1.isEmpty }.map { Source(job: $0.0, runs: $0.1[...]) }
        for place in sources.indices.reversed() { sink(place) }
    }

    mutating func next() -> RunReference? {
        guard let source = sources.first, let run = sources[0].runs.popLast() else { return nil }
        if sources[0].runs.isEmpty {
            sources.swapAt(0, sources.count - 1)
            sources.removeLast()
        }
        sink(0)
        return RunReference(job: source.job, run: run)
    }

    private mutating func sink(_ start: Int) {
        var place = start
        while true {
            let children = [2 * place + 1, 2 * place + 2].filter(sources.indices.contains)
            guard let newest = children.max(by: { isBefore($0, $1) }), isBefore(place, newest) else { return }
            sources.swapAt(place, newest)
            place = newest
        }
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        guard let left = sources[left].runs.last, let right = sources[right].runs.last else { return false }
        return left < right
    }
}
