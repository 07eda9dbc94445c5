import Deployments
import HTTPTypes
import JobModel

/// What a code host says of a push, as far as a deployment needs it.
struct WebhookPayload: Sendable, Hashable {
    /// `nil` where any will do.
    var branch: String?
    /// The repository's own choice.
    var defaultBranch: String?
    /// Where to fetch; only of the original's own form, `{"format": "basic", "url": "https://…#branch"}`.
    var url: String?
    var sender: String?
    /// A tag, or the removal of a branch.
    private var isNoBranch = false

    /// `contentType`: JSON, or a form whose field `payload` is JSON.
    ///
    /// An empty body says only that there is something new.
    init(_ body: [UInt8], contentType: String) throws {
        var bytes = body
        if contentType.lowercased().hasPrefix("application/x-www-form-urlencoded") {
            let form = QueryString(String(decoding: body, as: UTF8.self))
            bytes = Array((form["payload"] ?? "").utf8)
        }
        if bytes.isEmpty { return }
        let value: JSONValue
        do {
            value = try JSONValue.parseStrictly(bytes)
        } catch {
            throw ProblemAnswer(.badRequest, "the body is not JSON: \(error)")
        }
        // GitHub and Gitea; GitLab.
        defaultBranch = value["repository"]?["default_branch"]?.string ?? value["project"]?["default_branch"]?.string
        sender = value["pusher"]?["name"]?.string ?? value["sender"]?["login"]?.string ?? value["user_name"]?.string
        guard let object = value.object else { throw ProblemAnswer(.badRequest, "the body must be a JSON object") }
        if let reference = object["ref"], reference.string == nil {
            throw ProblemAnswer(.badRequest, "\"ref\" must be the name of a reference, such as refs/heads/main")
        }
        readReference(value)
        readBasicForm(value)
    }

    private mutating func readReference(_ value: JSONValue) {
        guard let reference = value["ref"]?.string else { return }
        let prefix = "refs/heads/"
        let isDeleted = value["deleted"]?.bool == true || value["after"]?.string?.allSatisfy { $0 == "0" } == true
        isNoBranch = isDeleted || !reference.hasPrefix(prefix)
        branch = reference.hasPrefix(prefix) ? String(reference.dropFirst(prefix.count)) : nil
    }

    private mutating func readBasicForm(_ value: JSONValue) {
        guard let text = value["url"]?.string, value["format"]?.string == "basic" else { return }
        let parts = text.split(separator: "#", maxSplits: 1)
        url = parts.first.map(String.init)
        if parts.count > 1 { branch = String(parts[1]) }
    }

    /// Why nothing is to be done, in a sentence for the code host's list of deliveries; `nil` when something is.
    func reasonToIgnore(deploying wanted: String?) -> String? {
        if isNoBranch { return "Nothing to deploy: this is a tag or the removal of a branch." }
        guard let branch, let wanted, branch != wanted, !RemoteBranch.isCommit(branch) else { return nil }
        return "Nothing to deploy: the deployment branch is \(wanted), not \(branch)."
    }
}
