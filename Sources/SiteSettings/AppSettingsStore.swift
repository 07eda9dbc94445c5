import Glibc
import JobModel
import LinuxSystem
import Synchronization

/// Reads the site's settings: the file `site/settings.json` (a JSON object of strings, mode 0600) over the host's
/// environment.
///
/// The file is looked at again whenever it changed on disk; a broken file leaves the last good settings in force.
package final class AppSettingsStore: Sendable {
    private struct State {
        var settings: AppSettings
        var stamp: Stamp?
        var problem: String?
    }

    private struct Stamp: Equatable {
        let inode: UInt64
        let size: Int
        let modified: timespec

        static func == (left: Self, right: Self) -> Bool {
            left.inode == right.inode && left.size == right.size && left.modified.tv_sec == right.modified.tv_sec
                && left.modified.tv_nsec == right.modified.tv_nsec
        }
    }

    let path: String
    /// The host's environment: `WEBJOBS_…` and its like may be given there.
    let environment: [String: String]
    private let state: Mutex<State>

    package init(path: String, environment: [String: String]) {
        self.path = path
        self.environment = environment.filter { Self.isSetting($0.key) }
        state = Mutex(State(settings: AppSettings(variables: self.environment)))
    }

    /// The settings as they are now; costs one `stat`.
    package func current() -> AppSettings {
        let stamp = currentStamp()
        return state.withLock { state in
            guard stamp != state.stamp else { return state.settings }
            state.stamp = stamp
            read(into: &state)
            return state.settings
        }
    }

    /// What is wrong with the file, if anything.
    package var problem: String? {
        state.withLock { $0.problem }
    }

    private func read(into state: inout State) {
        do {
            let bytes = try FileContents.read(path) ?? Array("{}".utf8)
            let values = try SettingsDocument(parsing: bytes).values()
            let variables = environment.merging(values.map { ($0.name, $0.value) }) { $1 }
            state.problem = nil
            guard variables != state.settings.variables else { return }
            state.settings = AppSettings(variables: variables)
        } catch {
            state.problem = "\(path): \(error); the last good settings stay in force"
        }
    }

    private func currentStamp() -> Stamp? {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        return Stamp(
            inode: UInt64(information.st_ino),
            size: Int(information.st_size),
            modified: information.st_mtim
        )
    }

    private static func isSetting(_ name: String) -> Bool {
        name.hasPrefix("WEBJOBS_") || name.hasPrefix("WEBSITE_") || name.hasPrefix("SCM_")
    }
}
