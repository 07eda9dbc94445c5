/// Whether somebody who follows a stream wants more of it.
package enum StreamDecision: Sendable, Hashable {
    case goOn
    case stop
}
