import Clibgit2
import LinuxSystem

/// The site's bare repository, opened for one piece of work.
///
/// Not for two threads at once; opening costs less than a millisecond, so every deployment opens its own.
package final class Repository {
    /// Bytes of a file that are ever read into memory at once.
    package static let maximumBlob = 2 * 1024 * 1024 * 1024

    let handle: OpaquePointer
    package let path: String
    /// Where objects are looked for besides the repository itself.
    let alternates: [String]

    /// Opens the repository.
    ///
    /// `quarantine` is where git keeps the objects of a push that is not accepted yet: they are seen as well.
    package init(opening path: String, quarantine: String? = nil) throws(GitError) {
        var opened: OpaquePointer?
        try GitLibrary.check("opening", on: path) { git_repository_open_bare(&opened, path) }
        guard let opened else { throw .missing(path) }
        handle = opened
        self.path = path
        alternates = quarantine.map { [$0] } ?? []
        if let quarantine { try addObjects(at: quarantine) }
    }

    deinit {
        git_repository_free(handle)
    }

    /// Makes an empty bare repository whose first branch will be `main`; one that exists is left as it is.
    package static func create(at path: String) throws(GitError) {
        var made: OpaquePointer?
        var options = git_repository_init_options()
        try GitLibrary.check("creating", on: path) {
            git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION))
        }
        options.flags = GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_MKPATH.rawValue
        try GitLibrary.check("creating", on: path) {
            "main".withCString { branch in
                options.initial_head = branch
                return git_repository_init_ext(&made, path, &options)
            }
        }
        defer { git_repository_free(made) }
        guard let made else { throw .missing(path) }
        try configure(made, path)
        do throws(SystemError) { try ObjectFolders.make(in: path) } catch { throw .system(error) }
    }

    private static func configure(_ repository: OpaquePointer, _ path: String) throws(GitError) {
        var configuration: OpaquePointer?
        try GitLibrary.check("configuring", on: path) { git_repository_config(&configuration, repository) }
        defer { git_config_free(configuration) }
        let switches: [(String, Bool)] = [
            ("http.receivepack", true),
            ("receive.advertisePushOptions", true),
            // Trees of earlier deployments stay: they are what a rollback returns to.
            ("receive.autogc", false),
            ("gc.auto", false),
        ]
        for (name, value) in switches {
            try GitLibrary.check("configuring", on: path) {
                name == "gc.auto"
                    ? git_config_set_int32(configuration, name, 0)
                    : git_config_set_bool(configuration, name, value ? 1 : 0)
            }
        }
    }

    private func addObjects(at folder: String) throws(GitError) {
        var objects: OpaquePointer?
        try GitLibrary.check("opening", on: path) { git_repository_odb(&objects, handle) }
        defer { git_odb_free(objects) }
        try GitLibrary.check("opening", on: folder) { git_odb_add_disk_alternate(objects, folder) }
    }
}
