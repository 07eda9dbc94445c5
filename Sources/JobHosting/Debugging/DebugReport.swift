import JobDebugging
package import JobModel

/// Under whose debugger a process is.
package struct DebugReport: Sendable, Hashable {
    package let index: Int
    package let debugger: String
    package let developer: String
    package let since: Timestamp

    init(_ session: DebugSession) {
        index = session.index
        debugger = session.debugger.title
        developer = session.developer
        since = session.since
    }
}
