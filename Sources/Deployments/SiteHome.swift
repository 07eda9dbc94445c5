import GitHosting
package import JobModel
import LinuxSystem

/// Makes a home folder: the repository with its hook, and the folders a user looks for.
package enum SiteHome {
    /// Makes what is missing; what is there stays.
    ///
    /// `hookProgram` is the absolute path of `nyala-hook`.
    package static func prepare(_ layout: HomeLayout, hookProgram: String) throws {
        for type in JobType.allCases {
            try Folder.create("\(layout.jobsRoot)/\(type.rawValue)")
            try Folder.create("\(layout.data)/jobs/\(type.rawValue)")
        }
        for folder in [layout.deployments, layout.logFiles, "\(layout.home)/tmp"] { try Folder.create(folder) }
        // Whoever can enter it can control the host: nobody else may.
        try Folder.create(layout.runtimeFolder, mode: 0o700)
        if !AtomicFile.exists("\(layout.repository)/HEAD") { try Repository.create(at: layout.repository) }
        try Hooks.install(in: layout.repository, program: hookProgram, socket: layout.socket)
    }

    /// Whether there is a home in this folder.
    package static func exists(_ layout: HomeLayout) -> Bool {
        AtomicFile.exists("\(layout.repository)/HEAD")
    }
}
