/// A command that ends with 0 where a debugger is installed.
package struct DebugCheck: Sendable, Hashable {
    package let command: [String]
    /// What the program must be given beside, where this one ended well.
    package let words: [String]

    init(_ command: [String], words: [String] = []) {
        self.command = command
        self.words = words
    }
}
