import GitHosting
package import JobModel

/// Files that were edited on the server and that a deployment overwrote.
package struct KeptEdits: Sendable, Hashable {
    /// The beginning of the id of the deployment that overwrote them.
    package let id: String
    package let time: Timestamp
    package let message: String
    package let files: [String]
    /// What was deployed when they were edited, and the same with the edits.
    let before: TreeID?
    let after: TreeID
}

extension KeptEdits {
    package var reference: String { "\(EditedFiles.references)/\(id)" }

    package var json: JSONValue {
        .object([
            "id": .string(id),
            "time": .string(time.description),
            "message": .string(message),
            "reference": .string(reference),
            "files": .array(files.map { .string($0) }),
        ])
    }
}

extension Deployer {
    /// All edits that were kept, newest first.
    package func edits() throws(DeploymentError) -> [KeptEdits] {
        let repository = try open()
        return try read { () throws(GitError) in
            var found: [KeptEdits] = []
            for reference in try repository.references("\(EditedFiles.references)/*").reversed() {
                guard let id = reference.split(separator: "/").last else { continue }
                found.append(try edits(String(id), repository))
            }
            return found
        }
    }

    private func edits(_ id: String, _ repository: Repository) throws(GitError) -> KeptEdits {
        let commit = try repository.commit(try repository.target(of: "\(EditedFiles.references)/\(id)"))
        var before: TreeID?
        if let parent = commit.parents.first { before = try repository.commit(parent).tree }
        return KeptEdits(
            id: id,
            time: commit.time,
            message: commit.title,
            files: try repository.differences(from: before, to: commit.tree).map(\.path),
            before: before,
            after: commit.tree
        )
    }

    private func known(_ id: String) throws(DeploymentError) -> (KeptEdits, Repository) {
        let repository = try open()
        let isName = RunID(id) != nil
        guard isName, let edits = try? edits(id, repository) else { throw .unknownEdits(id) }
        return (edits, repository)
    }

    /// What was edited, as a patch to what was deployed then.
    package func editsPatch(_ id: String) throws(DeploymentError) -> [UInt8] {
        let (edits, repository) = try known(id)
        return try read { () throws(GitError) in try repository.patch(from: edits.before, to: edits.after) }
    }

    /// One edited file whole; `nil` when that path was not edited.
    package func editedFile(_ id: String, path: String) throws(DeploymentError) -> [UInt8]? {
        let (edits, repository) = try known(id)
        guard edits.files.contains(path) else { return nil }
        return try read { () throws(GitError) in
            try repository.entry(at: path, of: edits.after).map { (entry) throws(GitError) in
                try repository.bytes(of: entry.object)
            }
        }
    }

    package func edits(_ id: String) throws(DeploymentError) -> KeptEdits {
        try known(id).0
    }
}
