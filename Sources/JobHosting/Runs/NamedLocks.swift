import DirectoryWatch
import JobModel

/// The locks that jobs share by name: each is with one run at a time, and jobs get it in the order in which they asked.
struct NamedLocks {
    private var holders: [String: RunReference] = [:]
    private var waiting: [String: [JobFolder]] = [:]

    func isFree(_ name: String?) -> Bool {
        name.map { holders[$0] == nil } ?? true
    }

    func holder(of name: String) -> RunReference? {
        holders[name]
    }

    mutating func take(_ name: String, _ run: RunReference) {
        holders[name] = run
    }

    /// Puts a job behind the others that wait for this lock, unless it stands there.
    mutating func wait(for name: String, _ job: JobFolder) {
        if waiting[name]?.contains(job) != true { waiting[name, default: []].append(job) }
    }

    /// Frees all that this run has; the jobs that waited, which have to ask again in this order.
    mutating func release(_ run: RunReference) -> [JobFolder] {
        var jobs: [JobFolder] = []
        for name in holders.filter({ $0.value == run }).keys.sorted() {
            holders[name] = nil
            jobs += waiting.removeValue(forKey: name) ?? []
        }
        return jobs
    }
}
