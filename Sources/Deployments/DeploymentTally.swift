import Synchronization

/// How many deployments ended how since the host's start; may be asked for while one is under way.
package final class DeploymentTally: Sendable {
    private let counts = Mutex<[DeploymentRecord.Status: Int]>([:])

    package var ended: [DeploymentRecord.Status: Int] { counts.withLock(\.self) }

    func note(_ status: DeploymentRecord.Status) {
        counts.withLock { $0[status, default: 0] += 1 }
    }
}
