import Clibgit2
package import JobModel

/// What a commit says of itself.
package struct CommitSummary: Sendable, Hashable {
    package let id: String
    package let tree: TreeID
    package let author: String
    package let email: String
    /// The first line of its message.
    package let title: String
    package let time: Timestamp
}

extension Repository {
    /// The names of all branches, sorted.
    package func branches() throws(GitError) -> [String] {
        try references("refs/heads/*").map { String($0.dropFirst("refs/heads/".count)) }
    }

    /// The commit a branch names; `nil` when there is no such branch.
    package func head(of branch: String) throws(GitError) -> String? {
        var id = git_oid()
        do {
            try GitLibrary.check("reading", on: branch) {
                git_reference_name_to_id(&id, handle, "refs/heads/\(branch)")
            }
        } catch .missing {
            return nil
        }
        return id.hexadecimal
    }

    package func commit(_ id: String) throws(GitError) -> CommitSummary {
        var objectID = try git_oid(hexadecimal: id)
        var object: OpaquePointer?
        try GitLibrary.check("reading", on: "commit \(id)") {
            git_object_lookup(&object, handle, &objectID, GIT_OBJECT_ANY)
        }
        defer { git_object_free(object) }
        var peeled: OpaquePointer?
        // An annotated tag leads to its commit.
        try GitLibrary.check("reading", on: "commit \(id)") { git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) }
        defer { git_object_free(peeled) }
        guard let commit = peeled, let tree = git_commit_tree_id(commit), let commitID = git_commit_id(commit) else {
            throw .missing("commit \(id)")
        }
        let author = git_commit_author(commit)
        return CommitSummary(
            id: commitID.pointee.hexadecimal,
            tree: TreeID(tree.pointee),
            author: author.map { String(cString: $0.pointee.name) } ?? "",
            email: author.map { String(cString: $0.pointee.email) } ?? "",
            title: git_commit_summary(commit).map { String(cString: $0) } ?? "",
            time: Timestamp(seconds: git_commit_time(commit))
        )
    }

    /// Makes a commit that no branch names and keeps it under a reference of its own.
    package func keep(
        _ tree: TreeID,
        as reference: String,
        author: String,
        message: String,
        at time: Timestamp
    ) throws(GitError) -> String {
        var signature: UnsafeMutablePointer<git_signature>?
        let name = Self.signatureText(author)
        try GitLibrary.check("signing", on: name) {
            git_signature_new(&signature, name, "\(name)@localhost", time.seconds, 0)
        }
        defer { git_signature_free(signature) }
        var treeID = try git_oid(hexadecimal: tree.hexadecimal)
        var treeObject: OpaquePointer?
        try GitLibrary.check("reading", on: "tree \(tree)") { git_tree_lookup(&treeObject, handle, &treeID) }
        defer { git_tree_free(treeObject) }
        var commit = git_oid()
        try GitLibrary.check("committing", on: reference) {
            git_commit_create(&commit, handle, nil, signature, signature, "UTF-8", message, treeObject, 0, nil)
        }
        var made: OpaquePointer?
        try GitLibrary.check("writing", on: reference) {
            git_reference_create(&made, handle, reference, &commit, 1, nil)
        }
        git_reference_free(made)
        return commit.hexadecimal
    }

    /// Has `HEAD` name this branch, so that a clone checks out what is deployed.
    package func setHead(to branch: String) throws(GitError) {
        try GitLibrary.check("writing", on: "HEAD") { git_repository_set_head(handle, "refs/heads/\(branch)") }
    }

    private func references(_ pattern: String) throws(GitError) -> [String] {
        var iterator: OpaquePointer?
        try GitLibrary.check("listing", on: pattern) { git_reference_iterator_glob_new(&iterator, handle, pattern) }
        defer { git_reference_iterator_free(iterator) }
        var names: [String] = []
        while true {
            var name: UnsafePointer<CChar>?
            let code = git_reference_next_name(&name, iterator)
            if code == GIT_ITEROVER.rawValue { return names.sorted() }
            try GitLibrary.check("listing", on: pattern) { code }
            if let name { names.append(String(cString: name)) }
        }
    }

    /// A name that git takes: no angle brackets, no line ends, not empty.
    private static func signatureText(_ text: String) -> String {
        let kept = text.unicodeScalars.filter { $0.value >= 32 && $0 != "<" && $0 != ">" }
        let name = String(String.UnicodeScalarView(kept))
        return name.contains { $0 != " " } ? name : "nyala"
    }
}
