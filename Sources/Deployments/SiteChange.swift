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
    /// All as an earlier deployment had it.
    case earlier(ActiveSite)

    /// Whether it says of every job what is to become of it.
    var isWhole: Bool {
        switch self {
        case .site, .earlier: true
        case .job, .removal, .file: false
        }
    }

    /// The job whose folder is written afresh, without what lies beside the deployed files.
    var replacedJob: JobID? {
        switch self {
        case .job(let job, _): job
        case .site, .removal, .file, .earlier: nil
        }
    }

    /// The job whose folder goes, whoever made it.
    var removedJob: JobID? {
        switch self {
        case .removal(let job): job
        case .site, .job, .file, .earlier: nil
        }
    }
}
