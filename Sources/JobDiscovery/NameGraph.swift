import JobModel

/// Which jobs name which others, for finding those that go round in a circle.
struct NameGraph {
    private let edges: [JobName: [JobName]]

    /// Edges to jobs that are not there do not count.
    init(_ edges: [JobName: [JobName]]) {
        self.edges = edges.mapValues { names in names.filter { edges[$0] != nil } }
    }

    /// The jobs on a circle, and those that lead to one: what is left when jobs that name nobody are taken away, again
    /// and again.
    func suspects() -> Set<JobName> {
        var waiting: [JobName: Int] = [:]
        var namedBy: [JobName: [JobName]] = [:]
        for (name, named) in edges {
            waiting[name] = named.count
            for other in named { namedBy[other, default: []].append(name) }
        }
        var free = waiting.filter { $0.value == 0 }.map(\.key)
        while let name = free.popLast() {
            waiting[name] = nil
            for other in namedBy[name] ?? [] {
                waiting[other, default: 0] -= 1
                if waiting[other] == 0 { free.append(other) }
            }
        }
        return Set(waiting.keys)
    }

    /// The jobs on the shortest way from one to another, both included; `nil` when there is none.
    func way(from start: JobName, to end: JobName) -> [JobName]? {
        var cameFrom: [JobName: JobName] = [:]
        var next = [start][...]
        while let name = next.popFirst() {
            if name == end {
                var way = [name]
                while let last = way.last, last != start, let before = cameFrom[last] { way.append(before) }
                return way.reversed()
            }
            for other in edges[name] ?? [] where cameFrom[other] == nil && other != start {
                cameFrom[other] = name
                next.append(other)
            }
        }
        return nil
    }
}
