/// One line of what git tells a pre-receive hook: a reference and where the push would move it.
package struct PushedReference: Sendable, Hashable {
    package let oldCommit: String
    package let newCommit: String
    package let reference: String

    /// Reads `OLD NEW REFERENCE`.
    package init?(line: some StringProtocol) {
        let fields = line.split(separator: " ", maxSplits: 2)
        guard fields.count == 3 else { return nil }
        oldCommit = String(fields[0])
        newCommit = String(fields[1])
        reference = String(fields[2])
    }

    /// The branch's name; `nil` for a tag or anything else.
    package var branch: String? {
        reference.hasPrefix("refs/heads/") ? String(reference.dropFirst("refs/heads/".count)) : nil
    }

    package var isDeletion: Bool {
        newCommit.allSatisfy { $0 == "0" }
    }
}
