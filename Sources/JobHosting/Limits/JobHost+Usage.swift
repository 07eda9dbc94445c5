package import JobModel
package import ProcessSupervision

/// How what one process of a continuous job uses, with all that came from it, is found out.
package struct InstanceMeter: Sendable {
    package let job: JobID
    /// As in ``ProcessReport/index``.
    package let index: Int
    package let meter: TreeMeter
}

extension JobHost {
    /// Of the continuous jobs, or of one; nothing is measured by this.
    package func instanceMeters(of wanted: JobID? = nil) -> [InstanceMeter] {
        var meters: [InstanceMeter] = []
        for job in jobs.values {
            guard let id = job.id, wanted == nil || wanted == id else { continue }
            for process in job.processes {
                guard let supervisor = process.current?.supervisor else { continue }
                meters.append(InstanceMeter(job: id, index: process.index, meter: supervisor.meter))
            }
        }
        return meters
    }
}
