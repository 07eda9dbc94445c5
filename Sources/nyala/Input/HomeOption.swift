import ArgumentParser
import Glibc
import JobModel
import LinuxSystem
import SiteSettings

/// Which home a command is about.
struct HomeOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The home folder; else NYALA_HOME, /var/lib/nyala where it exists, .nyala here or in a folder above.",
            valueName: "dir"
        )
    )
    var home: String?

    private static let systemHome = "/var/lib/nyala"

    /// The absolute path, without links where it exists.
    var path: String {
        let chosen =
            home ?? Self.variable("NYALA_HOME") ?? (Folder.exists(Self.systemHome) ? Self.systemHome : Self.nearest())
        return Self.absolute(chosen)
    }

    /// The `.nyala` of this folder, else of the nearest one above that has one, as git finds a repository.
    private static func nearest() -> String {
        var folder = absolute(".")
        while true {
            let candidate = folder == "/" ? "/.nyala" : "\(folder)/.nyala"
            if Folder.exists(candidate) { return candidate }
            guard folder != "/", let slash = folder.lastIndex(of: "/") else { return ".nyala" }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
    }

    /// Where everything lies, `WEBJOBS_ROOT_PATH` in the site's settings included.
    var layout: HomeLayout {
        let plain = HomeLayout(home: path)
        let settings = AppSettingsStore(path: plain.appSettings, environment: HostEnvironment.variables)
        return HomeLayout(home: path, jobsRootSetting: settings.current().jobsRoot)
    }

    static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    static func absolute(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        if path.hasPrefix("/") { return path }
        guard let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        let trimmed = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return "\(String(cString: folder))/\(trimmed)"
    }
}
