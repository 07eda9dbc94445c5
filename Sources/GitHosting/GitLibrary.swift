import Clibgit2

/// The one door to libgit2: sets it up once and turns its results into errors.
enum GitLibrary {
    /// Lasts as long as the process; libgit2 is safe to be used by several threads once this has run.
    private static let isReady: Bool = {
        guard git_libgit2_init() > 0 else { return false }
        _ = nyala_git_accept_any_owner()
        _ = nyala_git_trust_hashes()
        nyala_git_ignore_other_configurations()
        return true
    }()

    /// Calls libgit2 and takes its error in the next statement.
    static func check(
        _ operation: String,
        on subject: @autoclosure () -> String,
        _ body: () -> Int32
    ) throws(GitError) {
        guard isReady else {
            throw .failed(operation: operation, on: subject(), reason: "libgit2 could not be set up")
        }
        let code = body()
        guard code < 0 else { return }
        let reason = git_error_last().map { String(cString: $0.pointee.message) } ?? "error \(code)"
        if code == GIT_ENOTFOUND.rawValue { throw .missing(subject()) }
        throw .failed(operation: operation, on: subject(), reason: reason)
    }
}
