import JobHosting
import JobModel
import LinuxSystem
import ProcessSupervision

/// What the processes of continuous jobs use of the machine at one moment; measured because somebody asks.
struct InstanceUsage: Sendable {
    private let usage: [JobID: [Int: TreeUsage]]

    /// Of all continuous jobs, or of one.
    init(_ services: APIServices, of job: JobID? = nil) async throws {
        let meters = await services.host.instanceMeters(of: job)
        let measured = try await services.blocking.perform { TreeMeter.measure(meters.map(\.meter)) }
        var usage: [JobID: [Int: TreeUsage]] = [:]
        for (meter, found) in zip(meters, measured) { usage[meter.job, default: [:]][meter.index] = found }
        self.usage = usage
    }

    /// By the index of the process; what does not run is missing.
    func processes(of type: JobType, _ name: String) -> [Int: TreeUsage] {
        JobID(path: "\(type.rawValue)/\(name)").flatMap { usage[$0] } ?? [:]
    }

    static func json(_ usage: TreeUsage) -> JSONValue {
        .object([
            "cpu_ms": .integer(usage.processorTime.inNanoseconds / 1_000_000),
            "memory_bytes": .integer(usage.memory),
            "peak_memory_bytes": .integer(usage.peakMemory),
            "processes": .integer(usage.processes),
        ])
    }
}
