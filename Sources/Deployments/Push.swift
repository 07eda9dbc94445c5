/// A push that git has received but not accepted yet.
package struct Push: Sendable {
    /// Where its objects are until it is accepted; `nil` when they are in the repository already.
    package let quarantine: String?
    package let references: [PushedReference]
    package let pusher: String
    /// Of `git push -o`.
    package let options: [String]

    package init(quarantine: String?, references: [PushedReference], pusher: String, options: [String]) {
        self.quarantine = quarantine
        self.references = references
        self.pusher = pusher
        self.options = options
    }
}
