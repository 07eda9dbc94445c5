import GitHosting
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision

/// Putting the repository together when nobody deploys.
extension Deployer {
    /// Longer than that, and something is wrong with the disk.
    private static let tidyingTimeout: Duration = .seconds(3600)

    /// Nobody deploys at the moment; after a while of that the repository has its turn.
    func tidyLater() {
        if let tidyingTimer { loop.cancel(tidyingTimer) }
        tidyingTimer = loop.schedule(at: clock.monotonicTime() + policy().tidyDelay) { [weak self] in
            self?.assumeIsolated { $0.beginTidying() }
        }
    }

    private func beginTidying() {
        tidyingTimer = nil
        guard !isTidying else { return }
        let clutter: RepositoryClutter
        do throws(SystemError) {
            clutter = try RepositoryClutter(of: layout.repository)
        } catch {
            return logger.warning("repository cannot be looked at", metadata: ["error": "\(error)"])
        }
        guard clutter.isTooMuch, let git = lookup.find("git") else { return }
        isTidying = true
        // Nobody waits for this task: it ends with a line in the log.
        Task { await tidy(git, clutter) }
    }

    /// Deployments may go on meanwhile: git removes only objects that nothing has reached for two weeks.
    private func tidy(_ git: String, _ clutter: RepositoryClutter) async {
        let niced = lookup.find("nice").map { [$0, "-n", "19"] } ?? []
        let tool = ToolRunner.Tool(
            niced + [git, "-c", "safe.directory=*", "gc", "--quiet", "--prune=2.weeks.ago"],
            in: layout.repository,
            environment: tools.environment()
        )
        let lines = KeptLines(limit: 1)
        let end = await tools.runner.run(tool, timeout: Self.tidyingTimeout) { lines.add($0) }
        isTidying = false
        let before = Logger.Metadata.Value.string("\(clutter.packs) packs, \(clutter.looseObjects) single objects")
        guard end == .code(0) else {
            return logger.warning(
                "repository could not be put together",
                metadata: ["before": before, "end": "\(end)", "error": "\(lines.lines.last ?? "")"]
            )
        }
        // Git has removed those that are empty now; without them all works, only slower.
        try? ObjectFolders.make(in: layout.repository)
        logger.notice("repository was put together", metadata: ["before": before])
    }
}
