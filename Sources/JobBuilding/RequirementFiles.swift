import JobModel

/// A requirements file and all that it includes (`-r`, `-c`), in the order in which pip reads them.
struct RequirementFiles {
    /// One line of one of them.
    struct Place: Hashable {
        /// As ``paths`` has it.
        let file: String
        /// The file's first is 1.
        let line: Int
    }

    private struct Line {
        let place: Place
        let says: RequirementLine
    }

    /// Relative to the job's folder.
    private(set) var paths: [String] = []
    private var lines: [Line] = []
    /// Where pip works, which is where its messages name files from.
    private let folder: String

    /// `read` is asked for the text of each file, and has none for what is not there.
    init(_ file: String, read: (String) throws -> String?) rethrows {
        folder = Self.folder(of: file)
        try add(file, read)
    }

    private mutating func add(_ file: String, _ read: (String) throws -> String?) rethrows {
        guard !paths.contains(file), let text = try read(file) else { return }
        paths.append(file)
        var included: [String] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let says = RequirementLine(line)
            lines.append(Line(place: Place(file: file, line: index + 1), says: says))
            if case .file(let name) = says { included.append(Self.path(name, in: Self.folder(of: file))) }
        }
        for inner in included { try add(inner, read) }
    }

    /// Whether something of the job itself is installed.
    var namesLocalFiles: Bool { lines.contains { $0.says == .local } }

    // MARK: whom pip blames

    /// The line that names what pip complained about.
    func place(blamedBy output: [String]) -> Place? {
        output.reversed().lazy.compactMap { stated(in: $0) ?? named(in: $0) ?? including(what: $0) }.first
    }

    /// `Invalid requirement: … (from line 3 of more.txt)`, `… (from -r more.txt (line 3))`.
    private func stated(in line: String) -> Place? {
        if let range = line.firstRange(of: "(from line ") {
            let words = line[range.upperBound...].split(separator: " ", maxSplits: 2)
            guard words.count == 3, let number = Int(words[0]) else { return nil }
            return Place(file: known(words[2].prefix { $0 != ")" }), line: number)
        }
        guard let range = line.firstRange(of: " (line "),
            let number = Int(line[range.upperBound...].prefix { $0.isNumber })
        else { return nil }
        return Place(file: known(line[..<range.lowerBound].split(separator: " ").last ?? ""), line: number)
    }

    /// The file that pip names, or else the first.
    private func known(_ name: Substring) -> String {
        let path = Self.path(String(name), in: folder)
        return paths.contains(path) ? path : paths.first ?? path
    }

    /// `Could not find a version that satisfies the requirement no-such==9 (from versions: none)`.
    private func named(in line: String) -> Place? {
        for phrase in ["satisfies the requirement ", "No matching distribution found for "] {
            guard let range = line.firstRange(of: phrase) else { continue }
            let blamed = RequirementLine(line[range.upperBound...])
            if let line = lines.first(where: { $0.says == blamed }) { return line.place }
        }
        return nil
    }

    /// `Could not open requirements file: [Errno 2] No such file or directory: 'sub/more.txt'`.
    private func including(what line: String) -> Place? {
        guard line.contains("Could not open requirements file") else { return nil }
        let names = line.split(separator: "'", omittingEmptySubsequences: false)
        guard names.count >= 3 else { return nil }
        let missing = Self.path(String(names[names.count - 2]), in: folder)
        return lines.first { line in
            guard case .file(let name) = line.says else { return false }
            return Self.path(name, in: Self.folder(of: line.place.file)) == missing
        }?.place
    }

    // MARK: paths

    private static func folder(of file: String) -> String {
        file.pathAbove
    }

    private static func path(_ name: String, in folder: String) -> String {
        var parts: [Substring] = []
        for part in "\(folder)/\(name)".split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}
