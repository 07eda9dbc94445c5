package import JobModel

extension DeploymentRecord {
    /// What is written to `record.json`; the names are Nyala's own.
    package var json: JSONValue {
        .object([
            "id": .string(id),
            "deployer": .string(deployer),
            "author": .string(author),
            "author_email": .optional(authorEmail),
            "message": .string(message),
            "commit": .optional(commit),
            "branch": .optional(branch),
            "tree": .optional(tree?.hexadecimal),
            "status": .string(status.name),
            "received": .string(received.description),
            "end": .optional(end?.description),
            "reason": .optional(reason),
            "again": .optional(again),
            "external_id": .optional(externalID),
            "edits": .optional(edits),
            "site": site?.json ?? .null,
            "jobs": .array(jobs.map(\.json)),
        ])
    }

    init?(_ value: JSONValue) {
        guard let id = value["id"]?.string, let deployer = value["deployer"]?.string,
            let received = value["received"]?.string.flatMap(Timestamp.init(rfc3339:)),
            let status = value["status"]?.string.flatMap({ name in Status.allCases.first { $0.name == name } })
        else { return nil }
        self.init(
            id: id,
            deployer: deployer,
            author: value["author"]?.string ?? "",
            message: value["message"]?.string ?? "",
            commit: value["commit"]?.string,
            branch: value["branch"]?.string,
            received: received
        )
        self.status = status
        tree = value["tree"]?.string.flatMap(TreeID.init(hexadecimal:))
        end = value["end"]?.string.flatMap(Timestamp.init(rfc3339:))
        reason = value["reason"]?.string
        authorEmail = value["author_email"]?.string
        again = value["again"]?.string
        externalID = value["external_id"]?.string
        edits = value["edits"]?.string
        site = value["site"].flatMap { $0.object == nil ? nil : ActiveSite($0) }
        jobs = (value["jobs"]?.array ?? []).compactMap(JobChange.init)
    }
}

extension JobChange {
    package var json: JSONValue {
        .object([
            "type": .string(type.rawValue),
            "name": .string(name),
            "change": .string(kind.rawValue),
            "files": .integer(fileCount),
            "problems": .array(problems.map { .string($0.description) }),
        ])
    }

    /// The problems are for reading only: what was wrong then is in the log.
    init?(_ value: JSONValue) {
        guard let type = value["type"]?.string.flatMap(JobType.init(rawValue:)), let name = value["name"]?.string,
            let kind = value["change"]?.string.flatMap(Kind.init(rawValue:))
        else { return nil }
        self.init(type: type, name: name, kind: kind, fileCount: value["files"]?.integer ?? 0, problems: [])
    }
}
