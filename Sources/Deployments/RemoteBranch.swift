import JobModel

/// A branch of somebody else's repository, to be fetched and deployed.
package struct RemoteBranch: Sendable, Hashable {
    /// Characters of an address.
    package static let maximumLength = 2000

    let address: RemoteAddress
    /// `nil` for the one that a clone would check out.
    package var branch: String?

    /// Refuses what git would take for something else than the address of a repository.
    ///
    /// `allowsPaths`: also folders of this machine, for who has an account on it.
    package init(_ text: String, branch: String?, allowsPaths: Bool) throws(DeploymentError) {
        let isPath = text.hasPrefix("/") || text.hasPrefix("file://")
        let hasScheme = ["https://", "http://", "ssh://", "git://"].contains { text.hasPrefix($0) }
        guard isPath ? allowsPaths : hasScheme || Self.isShortSSH(text),
            !text.unicodeScalars.contains(where: Self.endsLine),
            text.unicodeScalars.count <= Self.maximumLength
        else {
            let forms = "https://HOST/PATH, ssh://HOST/PATH or USER@HOST:PATH" + (allowsPaths ? ", or /PATH" : "")
            throw .badRemote("\"\(RemoteAddress.shown(text))\" is no address of a repository; write \(forms)")
        }
        if let branch {
            // A name of a branch, never an option or another form of what to fetch.
            let isBad =
                branch.isEmpty || branch.hasPrefix("-") || branch.contains("..")
                || branch.unicodeScalars.contains { $0.value <= 32 || " ~^:?*[\\".unicodeScalars.contains($0) }
            guard !isBad else { throw .badRemote("\"\(branch)\" is no name of a branch") }
        }
        address = try RemoteAddress(text)
        self.branch = branch
    }

    /// Whether it is the id of a commit, which may stand in the place of a branch.
    package static func isCommit(_ text: String) -> Bool {
        TreeID(hexadecimal: text) != nil
    }

    /// `user@host:path`, in which git and ssh see no options.
    private static func isShortSSH(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), !text.hasPrefix("-"), !text.contains("::"),
            !text.contains("://")
        else { return false }
        let host = text[..<colon]
        return !host.isEmpty && !host.contains("/")
            && host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || "@.-_".contains($0) }
    }

    private static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
        Character(scalar).isNewline
    }
}
