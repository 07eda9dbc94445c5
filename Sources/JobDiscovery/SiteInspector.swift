package import JobModel
import LinuxSystem

/// Looks at all jobs of a site, wherever the site is kept, and finds everything that is wrong at once.
package struct SiteInspector {
    /// One folder that was meant to be a job.
    package struct Finding: Sendable, Hashable {
        package let type: JobType
        package let name: String
        /// `nil` when the name cannot be a job's.
        package let description: JobDescription?
        package let problems: [Problem]
    }

    private let inspector: JobInspector

    package init(lookup: ProgramLookup) {
        inspector = JobInspector(lookup: lookup)
    }

    /// All folders below `jobsPath`/continuous and /triggered, in byte order, with what is wrong with each; `strays` are
    /// files that lie where only job folders belong.
    package func inspect(
        _ site: any FolderReading,
        jobsPath: String
    ) throws -> (jobs: [Finding], strays: [Problem]) {
        var jobs: [Finding] = []
        var strays: [Problem] = []
        for type in JobType.allCases {
            let folder = joined(jobsPath, type.rawValue)
            for entry in try site.entries(of: folder) {
                let path = joined(folder, entry.name)
                if entry.kind == .folder, !entry.isText {
                    let problem = Problem(code: "bad_name", path: path, message: EntryName.advice(entry.name))
                    jobs.append(Finding(type: type, name: entry.name, description: nil, problems: [problem]))
                } else if entry.kind == .folder {
                    jobs.append(finding(site, type, entry.name, path))
                } else {
                    let message = "a job is a folder; put this file into \(folder)/NAME/"
                    strays.append(Problem(.warning, code: "stray_file", path: path, message: message))
                }
            }
        }
        return (addingStartOrder(to: addingTriggers(to: jobs, jobsPath), jobsPath), strays)
    }

    /// What only shows when all jobs are looked at together.
    private func addingTriggers(to jobs: [Finding], _ jobsPath: String) -> [Finding] {
        let triggered = jobs.filter { $0.type == .triggered }.compactMap { finding in
            finding.description?.triggerNode(folder: joined(joined(jobsPath, "triggered"), finding.name))
        }
        let continuous = Set(jobs.filter { $0.type == .continuous }.map(\.name))
        let graph = TriggerGraph(triggered, continuous: continuous)
        return jobs.map { finding in
            guard finding.type == .triggered, let id = finding.description?.id else { return finding }
            return Finding(
                type: finding.type,
                name: finding.name,
                description: finding.description,
                problems: finding.problems + graph.problems(of: id.name)
            )
        }
    }

    /// The same for continuous jobs.
    private func addingStartOrder(to jobs: [Finding], _ jobsPath: String) -> [Finding] {
        let continuous = jobs.filter { $0.type == .continuous }.compactMap { finding in
            finding.description?.startOrderNode(folder: joined(joined(jobsPath, "continuous"), finding.name))
        }
        let triggered = Set(jobs.filter { $0.type == .triggered }.map(\.name))
        let order = StartOrder(continuous, triggered: triggered)
        return jobs.map { finding in
            guard finding.type == .continuous, let id = finding.description?.id else { return finding }
            return Finding(
                type: finding.type,
                name: finding.name,
                description: finding.description,
                problems: finding.problems + order.problems(of: id.name)
            )
        }
    }

    private func finding(_ site: any FolderReading, _ type: JobType, _ name: String, _ path: String) -> Finding {
        do {
            let id = JobID(type: type, name: try JobName(name))
            let description = inspector.inspect(SubFolder(site, path), id: id, path: path)
            return Finding(type: type, name: name, description: description, problems: description.problems)
        } catch {
            let problem = Problem(code: "bad_name", path: path, message: "\(error); rename the folder")
            return Finding(type: type, name: name, description: nil, problems: [problem])
        }
    }
}
