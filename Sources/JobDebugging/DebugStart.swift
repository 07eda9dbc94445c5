/// What is started where a job runs under a debugger.
package struct DebugStart: Sendable {
    /// The program first.
    package internal(set) var command: [String]
    /// What its environment has beside.
    package internal(set) var variables: [(name: String, value: String)] = []
}
