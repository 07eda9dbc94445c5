package import JobModel

/// Which continuous jobs wait for which others before they are started, over a whole site, and what is wrong with that.
package struct StartOrder: Sendable {
    /// A job as far as it matters here.
    package struct Job: Sendable, Hashable {
        package let name: JobName
        package let dependsOn: [Dependency]
        /// The settings file, as it is named in problems.
        package let path: String

        package init(name: JobName, dependsOn: [Dependency], path: String) {
            self.name = name
            self.dependsOn = dependsOn
            self.path = path
        }
    }

    private var dependenciesByName: [JobName: [JobName]] = [:]
    private var problemsByName: [JobName: [Problem]] = [:]

    /// All continuous jobs of a site; `triggered` are the names of its other jobs.
    package init(_ jobs: [Job], triggered: Set<String>) {
        let byName = Dictionary(jobs.map { ($0.name, $0) }) { $1 }
        let names = NameGraph(byName.mapValues { $0.dependsOn.map(\.job) })
        let suspects = names.suspects()
        for job in jobs {
            for dependency in job.dependsOn {
                let isCircle = suspects.contains(job.name) && byName[dependency.job] != nil
                if isCircle, let way = names.way(from: dependency.job, to: job.name) {
                    add(Self.circle(dependency, job, way), to: job)
                    continue
                }
                if byName[dependency.job] == nil {
                    add(Self.unknown(dependency, job, byName.keys, triggered), to: job)
                }
                if dependenciesByName[job.name]?.contains(dependency.job) != true {
                    dependenciesByName[job.name, default: []].append(dependency.job)
                }
            }
        }
    }

    /// The jobs that must be up before this one is started, also those that are not there; without those that would
    /// wait for it in turn.
    package func dependencies(of job: JobName) -> [JobName] {
        dependenciesByName[job] ?? []
    }

    package func problems(of job: JobName) -> [Problem] {
        problemsByName[job] ?? []
    }

    private mutating func add(_ problem: Problem, to job: Job) {
        problemsByName[job.name, default: []].append(problem)
    }

    private static func circle(_ dependency: Dependency, _ job: Job, _ way: [JobName]) -> Problem {
        let names = ([job.name] + way).map { "\"\($0)\"" }.joined(separator: " for ")
        let message = "the jobs would wait for each other for ever: \(names); this dependency has no effect"
        return problem("dependency_cycle", dependency, job, message)
    }

    private static func unknown(
        _ dependency: Dependency,
        _ job: Job,
        _ names: some Sequence<JobName>,
        _ triggered: Set<String>
    ) -> Problem {
        var message = "there is no continuous job named \"\(dependency.job)\" to wait for"
        if triggered.contains(dependency.job.text) {
            message = "\"\(dependency.job)\" is a triggered job, which is never up; name a continuous one"
        } else if let nearest = NearestWord.find(dependency.job.text, among: names.map(\.text).sorted()) {
            message += ", did you mean \"\(nearest)\"?"
        }
        return problem("unknown_job", dependency, job, message)
    }

    private static func problem(_ code: String, _ dependency: Dependency, _ job: Job, _ message: String) -> Problem {
        Problem(
            code: code,
            path: job.path,
            line: dependency.place.line,
            column: dependency.place.column,
            message: "\"depends_on\": \(message)"
        )
    }
}
