import LinuxSystem
import SiteSettings

/// Tells whether anything at all has happened to the host's jobs between two looks at them.
package struct HostRevision: Sendable, Hashable {
    /// Of the host's loop, without those that only asked for this.
    let turns: UInt64
    /// Of the app settings, which another thread reads as well.
    let settings: Int
}

extension JobHost {
    /// All jobs, unless nothing has happened since the look that gave `known`: then `nil`, with an equal revision.
    ///
    /// All that changes a job happens in a turn of the host's loop, so no turn means no change. A long list need not be
    /// made anew for every client that asks every second. What jobs write into their data folders is no turn of the
    /// loop, but one comes along every few seconds anyhow.
    @concurrent
    package nonisolated func reports(unlessAt known: HostRevision?) async -> (HostRevision, [JobReport]?) {
        // In a turn of its own: one that did something else besides would not be counted.
        await look(unlessAt: known)
    }

    private func look(unlessAt known: HostRevision?) -> (HostRevision, [JobReport]?) {
        lookCount += 1
        let revision = HostRevision(turns: loop.turns - lookCount, settings: settings.current().revision)
        return (revision, revision == known ? nil : reports())
    }
}
