import JobDiscovery
import JobModel
import Testing

@Suite struct TriggerGraphTests {
    /// `"b": ["a"]` says that b runs after a.
    private func graph(_ jobs: KeyValuePairs<String, [String]>, continuous: Set<String> = []) throws -> TriggerGraph {
        let nodes = try jobs.map { name, after in
            TriggerGraph.Job(
                name: try JobName(name),
                after: try after.map { AfterTrigger(job: try JobName($0), place: JSONPlace(line: 2, column: 7)) },
                path: "jobs/triggered/\(name)/settings.job"
            )
        }
        return TriggerGraph(nodes, continuous: continuous)
    }

    private func followers(_ graph: TriggerGraph, _ name: String) throws -> [String] {
        graph.followers(of: try JobName(name)).map(\.job.text)
    }

    private func problems(_ graph: TriggerGraph, _ name: String) throws -> [String] {
        graph.problems(of: try JobName(name)).map(\.description)
    }

    @Test func `a job is followed by those that name it`() throws {
        let graph = try graph(["a": [], "b": ["a"], "c": ["a", "b"], "d": []])
        #expect(try followers(graph, "a") == ["b", "c"])
        #expect(try followers(graph, "b") == ["c"])
        #expect(try followers(graph, "d").isEmpty)
        for name in ["a", "b", "c", "d"] { #expect(try problems(graph, name).isEmpty) }
    }

    @Test(arguments: [
        ("a", "a after a"), ("b", "b after c after d after b"), ("c", "c after d after b after c"),
    ])
    func `a circle is a problem of every job in it, and of no other`(name: String, way: String) throws {
        let graph = try graph(["a": ["a"], "b": ["c"], "c": ["d", "x"], "d": ["b"], "x": [], "y": ["b"]])
        let problem = try #require(try problems(graph, name).first)
        #expect(problem.hasPrefix("jobs/triggered/\(name)/settings.job:2:7: "))
        #expect(problem.contains(": \(way);"))
        #expect(try followers(graph, "x") == ["c"])
        #expect(try followers(graph, "b") == ["y"])
        #expect(try problems(graph, "y").isEmpty)
    }

    @Test func `an unknown job is a warning with the nearest name`() throws {
        let graph = try graph(["import": [], "b": ["imprt"], "c": ["worker"]], continuous: ["worker"])
        #expect(try problems(graph, "b").first?.contains("did you mean \"import\"?") == true)
        #expect(try problems(graph, "c").first?.contains("\"worker\" is a continuous job") == true)
        #expect(graph.problems(of: try JobName("b")).map(\.severity) == [.warning])
    }

    @Test func `a job that names another several times follows it once, and hears of it`() throws {
        let graph = try graph(["a": [], "b": ["a", "a"], "c": ["a"]])
        #expect(try followers(graph, "a") == ["b", "c"])
        #expect(try problems(graph, "b").first?.contains("\"a\" is named before") == true)
        #expect(graph.problems(of: try JobName("b")).map(\.severity) == [.warning])
    }

    @Test(arguments: [
        (RunOutcome.success, true), (.failed, true), (.aborted, true), (.stopped, false), (.skipped, false),
    ])
    func `several conditions add up`(outcome: RunOutcome, isFollowed: Bool) throws {
        let a = try JobName("a")
        let after = [AfterTrigger.Condition.success, .failure].map {
            AfterTrigger(job: a, condition: $0, place: JSONPlace(line: 1, column: 1))
        }
        let nodes = [
            TriggerGraph.Job(name: a, after: [], path: "p"),
            TriggerGraph.Job(name: try JobName("b"), after: after, path: "p"),
        ]
        let graph = TriggerGraph(nodes, continuous: [])
        #expect(graph.followers(of: a).map { $0.follows(outcome) } == [isFollowed])
        #expect(graph.problems(of: try JobName("b")).isEmpty)
    }

    @Test func `a long chain is no circle`() throws {
        let names = (0..<10_000).map { "job\($0)" }
        let nodes = try names.indices.map { index in
            TriggerGraph.Job(
                name: try JobName(names[index]),
                after: index == 0
                    ? [] : [AfterTrigger(job: try JobName(names[index - 1]), place: JSONPlace(line: 1, column: 1))],
                path: "p"
            )
        }
        let graph = TriggerGraph(nodes, continuous: [])
        #expect(try followers(graph, "job0") == ["job1"])
        #expect(try problems(graph, "job9999").isEmpty)
    }
}
