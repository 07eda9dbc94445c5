import GitHosting
import JobModel

/// What a deployment does to the site, whatever way it came.
enum SiteChange {
    /// A whole site: a push, an archive, a folder.
    case site(TreeID)
    /// One job in the place of what has its name.
    case job(JobID, TreeID)
    case removal(JobID)
    /// One file of a job, by its path below the job's folder.
    case file(JobID, path: String, TreeEntry)
    /// Files put over what is there; these jobs become just what the tree has of them.
    case overlay(TreeID, jobs: [JobFolderName])
    /// All as an earlier deployment had it.
    case earlier(ActiveSite)

    /// Whether it says of every job what is to become of it.
    var isWhole: Bool {
        switch self {
        case .site, .earlier: true
        case .job, .removal, .file, .overlay: false
        }
    }

    /// The jobs whose folders are written afresh, without what lies beside the deployed files.
    var replacedJobs: [JobFolderName] {
        switch self {
        case .job(let job, _): [JobFolderName(job)]
        case .overlay(_, let jobs): jobs
        case .site, .removal, .file, .earlier: []
        }
    }

    /// The job whose folder goes, whoever made it.
    var removedJob: JobID? {
        switch self {
        case .removal(let job): job
        case .site, .job, .file, .overlay, .earlier: nil
        }
    }
}
