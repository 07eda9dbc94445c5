import GitHosting
import JobModel

/// What of a tree may become files of the site: judges the paths that a deployment would write, and nothing else.
///
/// Links are judged one by one, without a look at others, so that a later deployment cannot make a bad one of a good one:
/// what a link says may climb with `..` at its beginning only, where the folders are real ones, and never beyond its
/// job's folder. A link that passes through another one then stays inside as well.
struct TreeRules {
    /// Ways to look at the tree that is to be deployed.
    struct Tree {
        /// What a link says.
        let target: (TreeID) throws(GitError) -> [UInt8]
        /// Bytes of a file; `nil` for what is none.
        let size: (TreeID) throws(GitError) -> Int?
        /// The names in a folder, which is given by its path.
        let names: (String) throws(GitError) -> [String]
    }

    private let tree: Tree
    private let jobsPath: [Substring.UTF8View]
    private let limits: TreeLimits

    /// `jobsPath` is where jobs lie in the tree.
    init(_ tree: Tree, jobsPath: String, limits: TreeLimits = TreeLimits()) {
        self.tree = tree
        self.jobsPath = Self.parts(jobsPath)
        self.limits = limits
    }

    /// Problems, which refuse the deployment, and warnings; of each kind as many as the limit allows, and a last one that
    /// says how many more there are.
    func problems(in differences: [TreeDifference]) throws(GitError) -> [Problem] {
        let files = differences.count { $0.new != nil }
        guard files <= limits.files else {
            // Looking at them all would take as long as the limit is to spare.
            let message = "\(files) files differ, at most \(limits.files) may; deploy them in parts"
            return [whole("many_files", message)]
        }
        var problems: [Problem] = []
        var size = 0
        for difference in differences {
            guard let entry = difference.new else { continue }
            if let problem = try pathProblem(difference.path) { problems.append(problem) }
            if let problem = try entryProblem(entry, difference.path, &size) { problems.append(problem) }
        }
        if size > limits.totalSize {
            let message =
                "the files that differ have \(size) bytes, at most \(limits.totalSize) may be; keep data elsewhere"
            problems.append(whole("large_site", message))
        }
        return cut(problems) + cut(try likenesses(in: differences))
    }

    private func whole(_ code: String, _ message: String) -> Problem {
        Problem(code: code, path: ".", message: message)
    }

    private func cut(_ problems: [Problem]) -> [Problem] {
        guard problems.count > limits.problems else { return problems }
        let more = "and \(problems.count - limits.problems) more like these"
        let last = Problem(problems[limits.problems].severity, code: "more_problems", path: ".", message: more)
        return problems.prefix(limits.problems) + [last]
    }

    // MARK: paths

    private func pathProblem(_ path: String) throws(GitError) -> Problem? {
        guard path.utf8.count <= limits.pathLength else {
            return bad(path, "its path has more than \(limits.pathLength) bytes; shorten it")
        }
        let parts = Self.parts(path)
        guard parts.count <= limits.depth else {
            return bad(path, "it lies deeper than \(limits.depth) folders; make the tree flatter")
        }
        return parts.lazy.compactMap { FileNameFault(Substring($0)) }.first.map { bad(path, "\($0)") }
    }

    private func bad(_ path: String, _ message: String) -> Problem {
        Problem(code: "bad_path", path: "\(ShownPath(path))", message: message)
    }

    /// By bytes: a combining mark behind a slash makes one character of both.
    private static func parts(_ path: String) -> [Substring.UTF8View] {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    }

    /// The folder, and the name in it.
    private static func split(_ path: String) -> (Substring, Substring) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path[...]) }
        return (Substring(path.utf8[..<slash]), Substring(path.utf8[path.utf8.index(after: slash)...]))
    }

    // MARK: files, links, submodules

    private func entryProblem(_ entry: TreeEntry, _ path: String, _ total: inout Int) throws(GitError) -> Problem? {
        switch entry.kind {
        case .submodule:
            let message =
                "it is a submodule, whose files are not in this repository; put the files themselves in its place "
                + "(git rm --cached, remove the .git inside, git add)"
            return Problem(code: "submodule", path: "\(ShownPath(path))", message: message)
        case .file, .executable, .link:
            if entry.kind != .link, holdsJobs(path) {
                return bad(path, "the jobs' folders lie at this path; give the file another name")
            }
            guard let size = try tree.size(entry.object) else { return bad(path, "its object is no file") }
            total = total.addingReportingOverflow(size).overflow ? Int.max : total + size
            if entry.kind == .link {
                return try linkFault(entry.object, size, path).map {
                    Problem(code: "bad_link", path: "\(ShownPath(path))", message: $0)
                }
            }
            guard size <= limits.fileSize else {
                let message = "it has \(size) bytes, at most \(limits.fileSize) may be; keep data outside of the site"
                return Problem(code: "large_file", path: "\(ShownPath(path))", message: message)
            }
            return nil
        case .folder:
            return nil
        }
    }

    /// Whether jobs lie below the path, whatever lies there.
    private func holdsJobs(_ path: String) -> Bool {
        let parts = Self.parts(path)
        guard zip(parts, jobsPath).allSatisfy({ $0.elementsEqual($1) }) else { return false }
        guard parts.count > jobsPath.count else { return true }
        return parts.count == jobsPath.count + 1
            && JobType.allCases.contains { $0.rawValue.utf8.elementsEqual(parts[jobsPath.count]) }
    }

    private func linkFault(_ object: TreeID, _ size: Int, _ path: String) throws(GitError) -> String? {
        guard let depth = depthInJob(path) else {
            return "it is a link outside of the jobs' folders; put the file itself in its place"
        }
        guard size > 0, size <= limits.linkLength else {
            return
                "it is a link that says nothing, or more than \(limits.linkLength) bytes; put the file itself in its place"
        }
        let target = try tree.target(object)
        guard !target.contains(0), target.first != UInt8(ascii: "/") else {
            return
                "it is a link with an absolute path, which may lead anywhere; make it relative, to something in the job"
        }
        let parts = target.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
        let climbs = parts.prefix { $0.elementsEqual("..".utf8) }.count
        guard climbs <= depth else {
            return "it is a link that leads out of its job's folder; make it lead to something in the job"
        }
        guard !parts.dropFirst(climbs).contains(where: { $0.elementsEqual("..".utf8) }) else {
            return "it is a link with \"..\" behind a name, which may lead anywhere; write \"..\" at its beginning only"
        }
        return nil
    }

    /// How many folders lie between a path and its job's folder; `nil` outside of the jobs' folders.
    private func depthInJob(_ path: String) -> Int? {
        let parts = Self.parts(path)
        // The jobs' folder, the type, the name, and something in it.
        guard parts.count >= jobsPath.count + 3,
            zip(parts, jobsPath).allSatisfy({ $0.elementsEqual($1) }),
            JobType.allCases.contains(where: { $0.rawValue.utf8.elementsEqual(parts[jobsPath.count]) })
        else { return nil }
        return parts.count - jobsPath.count - 3
    }

    // MARK: names that look alike

    /// Warns of new names that differ from another in their folder by case or composition only: many systems, the
    /// developers' own among them, keep one of the two.
    private func likenesses(in differences: [TreeDifference]) throws(GitError) -> [Problem] {
        var newNames: [String: Set<[UInt8]>] = [:]
        var last: Substring?
        for difference in differences where difference.old == nil && difference.new != nil {
            let (above, name) = Self.split(difference.path)
            // They come folder by folder.
            if let last, above.utf8.elementsEqual(last.utf8) {
                newNames[String(above), default: []].insert(Array(name.utf8))
                continue
            }
            last = above
            var folder = ""
            for part in Self.parts(difference.path) {
                newNames[folder, default: []].insert(Array(part))
                folder += (folder.isEmpty ? "" : "/") + String(Substring(part))
            }
        }
        var problems: [Problem] = []
        for (folder, new) in newNames.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            var alike: [String: [String]] = [:]
            // Texts are equal, whatever their composition.
            for name in try tree.names(folder) { alike[name.lowercased(), default: []].append(name) }
            for names in alike.values where names.count > 1 && names.contains(where: { new.contains(Array($0.utf8)) }) {
                let (first, second) = (names[0], names[1])
                let message =
                    "\"\(ShownPath(first))\" differs from it in case or composition only: macOS and Windows keep one of the two"
                let path = folder.isEmpty ? second : "\(folder)/\(second)"
                problems.append(Problem(.warning, code: "similar_names", path: "\(ShownPath(path))", message: message))
            }
        }
        return problems
    }
}
