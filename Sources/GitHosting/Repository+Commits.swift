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
    package let parents: [String]

    package var knownEmail: String? { email.isEmpty ? nil : email }
}

extension Repository {
    /// The names of all branches, sorted.
    package func branches() throws(GitError) -> [String] {
        try references("refs/heads/*").map { String($0.dropFirst("refs/heads/".count)) }
    }

    /// The commit a branch names; `nil` when there is no such branch.
    package func head(of branch: String) throws(GitError) -> String? {
        do {
            return try target(of: "refs/heads/\(branch)")
        } catch .missing {
            return nil
        }
    }

    /// The commit a reference names.
    package func target(of reference: String) throws(GitError) -> String {
        var id = git_oid()
        try GitLibrary.check("reading", on: reference) { git_reference_name_to_id(&id, handle, reference) }
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
            time: Timestamp(seconds: git_commit_time(commit)),
            parents: (0..<git_commit_parentcount(commit)).compactMap {
                git_commit_parent_id(commit, $0)?.pointee.hexadecimal
            }
        )
    }

    /// Makes a commit that no branch names and keeps it under a reference of its own.
    ///
    /// A parent that is not in the repository (any more) is left out.
    package func keep(
        _ tree: TreeID,
        as reference: String,
        author: String,
        message: String,
        at time: Timestamp,
        parents: [String] = []
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
        let parents = parents.compactMap { looked(up: $0) }
        defer { for parent in parents { git_commit_free(parent) } }
        var commit = git_oid()
        var pointers: [OpaquePointer?] = parents
        try GitLibrary.check("committing", on: reference) {
            git_commit_create(
                &commit,
                handle,
                nil,
                signature,
                signature,
                "UTF-8",
                message,
                treeObject,
                pointers.count,
                &pointers
            )
        }
        try point(reference, at: commit.hexadecimal)
        return commit.hexadecimal
    }

    private func looked(up commit: String) -> OpaquePointer? {
        guard var id = try? git_oid(hexadecimal: commit) else { return nil }
        var found: OpaquePointer?
        return git_commit_lookup(&found, handle, &id) == 0 ? found : nil
    }

    /// Has a reference name a commit, whatever it named before.
    package func point(_ reference: String, at commit: String) throws(GitError) {
        var id = try git_oid(hexadecimal: commit)
        var made: OpaquePointer?
        try GitLibrary.check("writing", on: reference) { git_reference_create(&made, handle, reference, &id, 1, nil) }
        git_reference_free(made)
    }

    /// Removes a reference; nothing happens when there is none.
    package func forget(_ reference: String) throws(GitError) {
        do throws(GitError) {
            try GitLibrary.check("removing", on: reference) { git_reference_remove(handle, reference) }
        } catch {
            guard case .missing = error else { throw error }
        }
    }

    /// Has `HEAD` name this branch, so that a clone checks out what is deployed.
    package func setHead(to branch: String) throws(GitError) {
        try GitLibrary.check("writing", on: "HEAD") { git_repository_set_head(handle, "refs/heads/\(branch)") }
    }

    /// The full names of the references that a pattern matches (`refs/nyala/edits/*`), sorted.
    package func references(_ pattern: String) throws(GitError) -> [String] {
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
