package import JobModel

/// Which triggered jobs start which when they end, over a whole site, and what is wrong with that.
package struct TriggerGraph: Sendable {
    /// A job as far as it matters here.
    package struct Job: Sendable, Hashable {
        package let name: JobName
        package let after: [AfterTrigger]
        /// The settings file, as it is named in problems.
        package let path: String

        package init(name: JobName, after: [AfterTrigger], path: String) {
            self.name = name
            self.after = after
            self.path = path
        }
    }

    package struct Follower: Sendable, Hashable {
        package let job: JobName
        fileprivate(set) var conditions: Set<AfterTrigger.Condition>

        /// Whether a run that ended like this is followed; once, however often it is asked for.
        package func follows(_ outcome: RunOutcome) -> Bool {
            conditions.contains { $0.matches(outcome) }
        }
    }

    private var followersByName: [JobName: [Follower]] = [:]
    private var predecessorsByName: [JobName: [JobName]] = [:]
    private var problemsByName: [JobName: [Problem]] = [:]

    /// Whether any job follows another.
    package var isEmpty: Bool { followersByName.isEmpty && problemsByName.isEmpty }

    /// All triggered jobs of a site; `continuous` are the names of its other jobs.
    package init(_ jobs: [Job], continuous: Set<String>) {
        let byName = Dictionary(jobs.map { ($0.name, $0) }) { $1 }
        let names = NameGraph(byName.mapValues { $0.after.map(\.job) })
        let suspects = names.suspects()
        for job in jobs {
            for trigger in job.after {
                guard byName[trigger.job] != nil else {
                    add(Self.unknown(trigger, job, byName.keys, continuous), to: job)
                    continue
                }
                if suspects.contains(job.name), let way = names.way(from: trigger.job, to: job.name) {
                    add(Self.cycle(trigger, job, way), to: job)
                } else {
                    addFollower(trigger, job)
                }
            }
        }
    }

    /// The jobs that may run when a run of this one has ended.
    package func followers(of job: JobName) -> [Follower] {
        followersByName[job] ?? []
    }

    /// The jobs that this one follows, as they are named in its settings.
    package func predecessors(of job: JobName) -> [JobName] {
        predecessorsByName[job] ?? []
    }

    package func problems(of job: JobName) -> [Problem] {
        problemsByName[job] ?? []
    }

    private mutating func addFollower(_ trigger: AfterTrigger, _ job: Job) {
        var followers = followersByName[trigger.job] ?? []
        // Jobs are added one after the other: the last follower is this one, or it has none yet.
        if followers.last?.job == job.name {
            let new = followers[followers.count - 1].conditions.insert(trigger.condition).inserted
            if !new { add(Self.repeated(trigger, job), to: job) }
        } else {
            followers.append(Follower(job: job.name, conditions: [trigger.condition]))
            predecessorsByName[job.name, default: []].append(trigger.job)
        }
        followersByName[trigger.job] = followers
    }

    private mutating func add(_ problem: Problem, to job: Job) {
        problemsByName[job.name, default: []].append(problem)
    }

    private static func cycle(_ trigger: AfterTrigger, _ job: Job, _ way: [JobName]) -> Problem {
        let names = ([job.name] + way).map(\.text).joined(separator: " after ")
        return problem(
            .problem,
            "trigger_cycle",
            trigger,
            job,
            "the jobs would start each other for ever: \(names); this trigger has no effect"
        )
    }

    private static func repeated(_ trigger: AfterTrigger, _ job: Job) -> Problem {
        problem(
            .warning,
            "repeated_trigger",
            trigger,
            job,
            "\"\(trigger.job)\" is named before with the same condition; this trigger has no effect"
        )
    }

    private static func unknown(
        _ trigger: AfterTrigger,
        _ job: Job,
        _ names: some Sequence<JobName>,
        _ continuous: Set<String>
    ) -> Problem {
        var message = "there is no triggered job named \"\(trigger.job)\""
        if continuous.contains(trigger.job.text) {
            message = "\"\(trigger.job)\" is a continuous job, which has no runs to wait for"
        } else if let nearest = NearestWord.find(trigger.job.text, among: names.map(\.text).sorted()) {
            message += ", did you mean \"\(nearest)\"?"
        }
        return problem(.warning, "unknown_job", trigger, job, message)
    }

    private static func problem(
        _ severity: Problem.Severity,
        _ code: String,
        _ trigger: AfterTrigger,
        _ job: Job,
        _ message: String
    ) -> Problem {
        Problem(
            severity,
            code: code,
            path: job.path,
            line: trigger.place.line,
            column: trigger.place.column,
            message: "\"triggers.after\": \(message)"
        )
    }
}
