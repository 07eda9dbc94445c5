/// One piece of work on a thread of its own, beside what its owner does meanwhile.
package final class SideWork<Result: Sendable>: Sendable {
    private let results = HandOver<Swift.Result<Result, any Error>>()

    /// Begins it.
    package init(name: String, _ body: @escaping @Sendable () throws -> Result) throws(SystemError) {
        try ThreadStart(name: name) { [results] in
            results.append(Swift.Result(catching: body))
            results.end()
        }.launch()
    }

    /// Waits for the end on this thread: to be called once.
    package func wait() throws -> Result {
        guard let result = results.next() else { preconditionFailure("it is waited for once") }
        return try result.get()
    }
}
