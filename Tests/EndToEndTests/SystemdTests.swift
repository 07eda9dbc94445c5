import Glibc
import LinuxSystem
import TestKit
import Testing

/// The unit under a real systemd, which a test boots in namespaces of its own: Tests/Systemd.
@Suite struct SystemdTests {
    private static let isPossible = geteuid() == 0 && access("/lib/systemd/systemd", X_OK) == 0

    @Test(.enabled(if: isPossible, "only root can boot a systemd"))
    func `the unit is reloaded and restarted without a stop of any job, and stopped completely`() async throws {
        let scratch = try ScratchDirectory()
        let folder = Program.path.prefix(upTo: Program.path.lastIndex(of: "/") ?? Program.path.startIndex)
        let files = ["nyala", "nyala-hook", "nyala-keeper"].map { "\(folder)/\($0)" }
        let parts = ["packaging/nyala.service", "Tests/Systemd/service.sh"].map { "\(Program.root)/\($0)" }
        try await Command.run("cp", files + parts + [scratch.path])
        let told = try await Command.run(
            "\(Program.root)/Tests/Systemd/boot.sh",
            [scratch.path, "bash", scratch.at("service.sh"), scratch.path]
        )
        #expect(told.isSuccess, "\(told.all)")
        #expect(
            told.output == """
                started: active
                job: there
                reload: another host
                reload: the same job
                restart: another host
                restart: the same job
                restart: another host
                restart: the same job
                crash: the same job, active
                stopped: inactive, success
                left: 0
                started again: another job
                keeper lost: active
                left: 0

                """,
            "\(told.all)"
        )
    }
}
