import Glibc
import LinuxSystem

/// The package's own sources, read as text.
struct SourceTree {
    struct File {
        /// Relative to the package: `Sources/JobModel/JobID.swift`.
        let path: String
        let lines: [String]

        /// The folder below `Sources` or `Tests`.
        var module: String { String(path.split(separator: "/")[1]) }
        var name: String { String(path.split(separator: "/").last?.dropLast(".swift".count) ?? "") }

        /// The modules this file imports, with the line of each.
        var imports: [(module: String, line: Int)] {
            lines.enumerated().compactMap { index, line in
                var words = line.split(separator: " ")
                while let word = words.first, ["public", "package", "internal", "private", "@testable"].contains(word) {
                    words.removeFirst()
                }
                guard words.count >= 2, words[0] == "import" else { return nil }
                // `import struct Module.Type` names the module in its third word.
                let name = words.count > 2 ? words[2] : words[1]
                return (String(name.split(separator: ".")[0]), index + 1)
            }
        }
    }

    static let root: String = {
        // …/Tests/ArchitectureTests/SourceTree.swift
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    /// All Swift files below a folder of the package.
    static func files(in folder: String) throws -> [File] {
        var files: [File] = []
        for name in try Folder.names(in: "\(root)/\(folder)") where !name.hasPrefix(".") {
            let path = "\(folder)/\(name)"
            if Folder.exists("\(root)/\(path)") {
                files += try Self.files(in: path)
            } else if name.hasSuffix(".swift"), let text = try FileContents.text("\(root)/\(path)") {
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                files.append(File(path: path, lines: lines))
            }
        }
        return files
    }
}
