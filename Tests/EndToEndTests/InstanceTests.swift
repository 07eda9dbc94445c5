import JobModel
import TestKit
import Testing

/// Several processes of one continuous job.
@Suite struct InstanceTests {
    private static let script = """
        trap 'exit 0' TERM
        echo "I am $WEBJOBS_INSTANCE_INDEX of $WEBJOBS_INSTANCE_COUNT at $PORT"
        echo "$$" > "$WEBJOBS_DATA_PATH/pid.$WEBJOBS_INSTANCE_INDEX"
        while true; do sleep 1000 & wait $!; done

        """

    private func up(_ site: TestSite) async throws -> Int? {
        try await site.job("continuous/many")?["instances_up"]?.integer
    }

    private func processes(_ site: TestSite) async throws -> [JSONValue] {
        try await site.job("continuous/many")?["processes"]?.array ?? []
    }

    private func start(_ script: String = script, instances: Int = 3) async throws -> TestSite {
        let site = try await TestSite.start()
        try site.add(
            "continuous/many",
            ["run.sh": script, "settings.job": "{\"instances\": \(instances), \"restart\": {\"delay\": 0}}"]
        )
        return site
    }

    @Test func `each process has its index, its port and its lines in the log`() async throws {
        let site = try await start()
        try await eventually("all are up") { try await self.up(site) == 3 }
        let found = try await processes(site)
        #expect(found.map { $0["index"]?.integer } == [0, 1, 2])
        #expect(Set(found.compactMap { $0["pid"]?.integer }).count == 3)
        let ports = found.compactMap { $0["port"]?.integer }
        #expect(Set(ports).count == 3)
        for (index, port) in ports.enumerated() {
            try await eventually("instance \(index) has told") {
                try site.log("continuous/many").split(separator: "\n").contains {
                    $0.contains("#\(index): INFO] I am \(index) of 3 at \(port)")
                }
            }
        }
        let listed = try await site.nyala("jobs")
        #expect(listed.output.contains("Running 3/3"))
        let status = try await site.nyala("status", "many")
        #expect(status.isSuccess)
        #expect(status.output.contains("#2  Running  pid "))
    }

    @Test func `one that ends is started again, and the others go on`() async throws {
        let site = try await start()
        try await eventually("all are up") { try await self.up(site) == 3 }
        let before = try await processes(site).compactMap { $0["pid"]?.integer }
        try await Command.run("kill", ["-9", "\(before[1])"])
        try await eventually("it was started again") {
            let now = try await self.processes(site).compactMap { $0["pid"]?.integer }
            return now.count == 3 && now[1] != before[1] && now[0] == before[0] && now[2] == before[2]
        }
        #expect(try site.log("continuous/many").contains("#1: SYS ERR ] Job failed: its process was ended by SIGKILL"))
    }

    @Test func `stop and restart are for all of them`() async throws {
        let site = try await start()
        try await eventually("all are up") { try await self.up(site) == 3 }
        let before = try await processes(site).compactMap { $0["pid"]?.integer }
        #expect(try await site.nyala("restart", "many").isSuccess)
        try await eventually("all are new") {
            let now = try await self.processes(site).compactMap { $0["pid"]?.integer }
            return now.count == 3 && Set(now).isDisjoint(with: before)
        }
        let running = try await processes(site).compactMap { $0["pid"]?.integer }
        #expect(try await site.nyala("stop", "many").isSuccess)
        try await eventually("all are stopped") {
            try await site.job("continuous/many")?["status"]?.string == "Stopped"
        }
        for pid in running { #expect(!TreeTests.isAlive(pid)) }
    }

    @Test func `fewer instances end those beyond, more start further ones`() async throws {
        let site = try await start()
        try await eventually("all are up") { try await self.up(site) == 3 }
        try site.write("continuous/many", "settings.job", "{\"instances\": 1}")
        try await eventually("one is left") { try await self.processes(site).count == 1 }
        try await eventually("it runs") { try await self.up(site) == 1 }
        try site.write("continuous/many", "settings.job", "{\"instances\": 5}")
        try await eventually("five run") { try await self.up(site) == 5 }
        let pids = try await processes(site).compactMap { $0["pid"]?.integer }
        try await Command.run("rm", ["-r", "\(site.jobs)/continuous/many"])
        try await eventually("the job is gone") { try await site.job("continuous/many") == nil }
        for pid in pids { #expect(!TreeTests.isAlive(pid)) }
    }

    @Test func `the status of a job whose processes differ is that of the one in need`() async throws {
        let script = "[ $WEBJOBS_INSTANCE_INDEX = 1 ] && exit 4\n" + Self.script
        let site = try await TestSite.start()
        try site.add("continuous/many", ["run.sh": script, "settings.job": "{\"instances\": 3}"])
        try await eventually("two are up") { try await self.up(site) == 2 }
        try await eventually("the third is down") {
            try await site.job("continuous/many")?["status"]?.string == "PendingRestart"
        }
        let listed = try await site.nyala("jobs")
        #expect(listed.output.contains("PendingRestart 2/3"))
        #expect(listed.output.contains("continuous/many instance 1 ended with exit code 4"))
    }
}
