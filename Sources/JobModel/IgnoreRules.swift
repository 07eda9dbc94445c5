import Glibc

/// Decides which files of a job's folder do not count: what editors and interpreters leave behind, and what the job's
/// `watch.ignore` names.
///
/// A pattern without a slash is compared with the name at any depth, one with a slash with the path below the job's
/// folder; a slash at the end means the folder with all in it. `*`, `?` and `[…]` are the shell's.
package struct IgnoreRules: Sendable, Hashable {
    /// Swap and backup files of vi, emacs and others, a folder's view settings, byte code, repositories.
    package static let builtIn = [".*.sw?", "*~", "4913", ".#*", "#*#", ".DS_Store", "__pycache__/", ".git/"]

    private let names: [Pattern]
    private let paths: [Pattern]

    private struct Pattern: Hashable {
        let text: String
        let isFolder: Bool
    }

    package init(patterns: [String] = []) {
        var names: [Pattern] = []
        var paths: [Pattern] = []
        for text in Self.builtIn + patterns where !text.isEmpty {
            let isFolder = text.hasSuffix("/")
            let body = isFolder ? String(text.dropLast()) : text
            if body.contains("/") {
                paths.append(Pattern(text: body.hasPrefix("/") ? String(body.dropFirst()) : body, isFolder: isFolder))
            } else {
                names.append(Pattern(text: body, isFolder: isFolder))
            }
        }
        self.names = names
        self.paths = paths
    }

    /// Whether a file or folder itself does not count; what lies in an ignored folder is not asked for.
    package func ignores(_ path: String, isFolder: Bool) -> Bool {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return names.contains { matches($0, name, isFolder, 0) }
            || paths.contains { matches($0, path, isFolder, FNM_PATHNAME) }
    }

    /// Whether the path or any folder above it does not count.
    package func ignoresAnywhere(_ path: String, isFolder: Bool) -> Bool {
        var prefix = ""
        let parts = path.split(separator: "/")
        for (index, part) in parts.enumerated() {
            prefix += prefix.isEmpty ? String(part) : "/\(part)"
            let isLast = index == parts.count - 1
            if ignores(prefix, isFolder: isLast ? isFolder : true) { return true }
        }
        return false
    }

    private func matches(_ pattern: Pattern, _ text: String, _ isFolder: Bool, _ flags: Int32) -> Bool {
        (!pattern.isFolder || isFolder) && fnmatch(pattern.text, text, flags) == 0
    }
}
