import JobDiscovery
import JobModel
import Testing

@Suite struct StartOrderTests {
    /// `"api": ["db"]` says that api waits for db.
    private func order(_ jobs: KeyValuePairs<String, [String]>, triggered: Set<String> = []) throws -> StartOrder {
        let nodes = try jobs.map { name, others in
            StartOrder.Job(
                name: try JobName(name),
                dependsOn: try others.map { Dependency(job: try JobName($0), place: JSONPlace(line: 3, column: 9)) },
                path: "jobs/continuous/\(name)/settings.job"
            )
        }
        return StartOrder(nodes, triggered: triggered)
    }

    private func dependencies(_ order: StartOrder, _ name: String) throws -> [String] {
        order.dependencies(of: try JobName(name)).map(\.text)
    }

    private func problems(_ order: StartOrder, _ name: String) throws -> [String] {
        order.problems(of: try JobName(name)).map(\.description)
    }

    @Test func `a job waits for those it names, once`() throws {
        let order = try order(["db": [], "api": ["db", "db"], "web": ["api", "db"]])
        #expect(try dependencies(order, "db").isEmpty)
        #expect(try dependencies(order, "api") == ["db"])
        #expect(try dependencies(order, "web") == ["api", "db"])
        for name in ["db", "api", "web"] { #expect(try problems(order, name).isEmpty) }
    }

    @Test func `jobs in a circle would wait for ever, so they do not`() throws {
        let order = try order(["a": ["b"], "b": ["c"], "c": ["a", "d"], "d": [], "e": ["a"], "f": ["f"]])
        #expect(
            try problems(order, "a") == [
                "jobs/continuous/a/settings.job:3:9: \"depends_on\": the jobs would wait for each other for ever: "
                    + "\"a\" for \"b\" for \"c\" for \"a\"; this dependency has no effect"
            ]
        )
        #expect(try problems(order, "f").first?.contains("\"f\" for \"f\"") == true)
        #expect(try dependencies(order, "a").isEmpty)
        #expect(try dependencies(order, "c") == ["d"])
        #expect(try dependencies(order, "e") == ["a"])
        #expect(try problems(order, "e").isEmpty)
    }

    @Test func `a job that is not there is waited for, and a problem with the nearest name`() throws {
        let order = try order(["database": [], "api": ["databse"], "web": ["nightly"]], triggered: ["nightly"])
        #expect(
            try problems(order, "api") == [
                "jobs/continuous/api/settings.job:3:9: \"depends_on\": there is no continuous job named \"databse\" "
                    + "to wait for, did you mean \"database\"?"
            ]
        )
        #expect(try problems(order, "web").first?.contains("\"nightly\" is a triggered job") == true)
        #expect(order.problems(of: try JobName("api")).map(\.severity) == [.problem])
        #expect(try dependencies(order, "api") == ["databse"])
    }
}
