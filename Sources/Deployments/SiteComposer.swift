import GitHosting
import JobModel

/// Works out what is deployed after a change: a tree of its own, made of what was there and what comes.
///
/// A whole site is merged: what it does not change since the last one stays as it is, such as settings that were
/// replaced over the API. A job it names is there afterwards, also when somebody uploaded another of that name or
/// removed it.
struct SiteComposer {
    let repository: Repository
    /// Where the jobs lie in the tree.
    let jobsPath: String

    func next(_ change: SiteChange, over active: ActiveSite) throws(GitError) -> ActiveSite {
        var next = active
        switch change {
        case .site(let site):
            next.tree = try merge(site, over: active, &next.uploads)
            next.site = site
        case .job(let job, let tree):
            next.tree = try replace("\(job)", TreeEntry(name: "", kind: .folder, object: tree), in: active.tree)
            next.uploads.insert("\(job)")
        case .removal(let job):
            next.tree = try active.tree.map { (tree) throws(GitError) in try replace("\(job)", nil, in: tree) }
            next.uploads.remove("\(job)")
        case .file(let job, let path, let entry):
            next.tree = try replace("\(job)/\(path)", entry, in: active.tree)
        case .overlay(let files, let jobs):
            let known = known(active.tree)
            next.tree = try repository.merging(files, over: known, base: nil)
            for job in jobs {
                let path = "\(jobsPath)/\(job)"
                if try known.flatMap({ (tree) throws(GitError) in try repository.entry(at: path, of: tree) }) == nil {
                    next.uploads.insert("\(job)")
                }
                let entry = try repository.entry(at: path, of: files)
                next.tree = try repository.replacing(path, with: entry, in: next.tree)
            }
        case .earlier(let earlier):
            next = earlier
        }
        return next
    }

    private func replace(_ inner: String, _ entry: TreeEntry?, in tree: TreeID?) throws(GitError) -> TreeID {
        try repository.replacing("\(jobsPath)/\(inner)", with: entry, in: tree)
    }

    private func merge(_ site: TreeID, over active: ActiveSite, _ uploads: inout Set<String>) throws(GitError) -> TreeID
    {
        var tree = try repository.merging(site, over: known(active.tree), base: known(active.site))
        for type in JobType.allCases {
            guard let folder = try repository.folder(at: "\(jobsPath)/\(type.rawValue)", of: site) else { continue }
            for job in try repository.entries(of: folder) where job.kind == .folder {
                let name = "\(type.rawValue)/\(job.name)"
                let path = "\(jobsPath)/\(name)"
                let merged = try tree.flatMap { (tree) throws(GitError) in try repository.entry(at: path, of: tree) }
                guard uploads.remove(name) != nil || merged == nil else { continue }
                tree = try repository.replacing(path, with: job, in: tree)
            }
        }
        if let tree { return tree }
        return try repository.store(entries: [])
    }

    /// A tree that is gone (a repository replaced by hand) is as good as none: everything is written again.
    private func known(_ tree: TreeID?) -> TreeID? {
        tree.flatMap { repository.contains(tree: $0) ? $0 : nil }
    }
}
