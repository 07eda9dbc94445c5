import JobDiscovery

/// Something that must be built before a job runs, as the names of its files say.
package struct BuildNeed: Sendable, Hashable {
    package let kind: BuildKind
    /// The file that asks for it, relative to the job's folder.
    package let file: String
    /// Where it lies, relative to the job's folder; empty for that folder itself.
    package let folder: String

    /// The file's own name.
    var name: String { String(file.split(separator: "/").last ?? "") }

    /// What the folder of a job's script asks for; `names` is what lies in it, `script` the name of the script.
    ///
    /// Who brings what would be built, such as `node_modules`, needs no build. A build of the job's own stands for all
    /// others.
    package static func find(_ names: Set<String>, in folder: String, script: String?) -> [BuildNeed] {
        if names.contains(".deployment") { return [BuildNeed(.script, ".deployment", folder)] }
        let own = JobDescription.buildScript
        if names.contains(own), script != own { return [BuildNeed(.script, own, folder)] }
        return rules.filter { rule in
            names.contains(rule.file) && rule.besides.allSatisfy(names.contains)
                && !rule.unless.contains(where: names.contains)
        }.map { BuildNeed($0.kind, $0.file, folder) }
    }

    private struct Rule {
        let kind: BuildKind
        let file: String
        /// Files that must be there as well.
        var besides: [String] = []
        /// With one of these, it is built already.
        var unless: [String] = []
    }

    private static let rules = [
        Rule(kind: .python, file: "requirements.txt"),
        Rule(kind: .node, file: "package-lock.json", besides: ["package.json"], unless: ["node_modules"]),
        Rule(kind: .php, file: "composer.lock", besides: ["composer.json"], unless: ["vendor"]),
        Rule(kind: .ruby, file: "Gemfile.lock", besides: ["Gemfile"]),
        Rule(kind: .swift, file: "Package.swift", unless: [".build"]),
    ]

    private init(_ kind: BuildKind, _ name: String, _ folder: String) {
        self.kind = kind
        self.folder = folder
        file = folder.isEmpty ? name : "\(folder)/\(name)"
    }
}
