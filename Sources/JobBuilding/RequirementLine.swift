/// A line of a requirements file, as far as it matters for what to build from and whom to blame.
enum RequirementLine: Hashable {
    /// The name as it is compared: in lower case, `-` for `_` and `.`.
    case package(String)
    /// `-r other.txt`, `-c limits.txt`: a further file of the same kind.
    case file(String)
    /// A file or folder of the job itself is installed, or looked through.
    case local
    case nothing

    init(_ line: Substring) {
        let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" || $0 == "=" && line.hasPrefix("-") }
        guard let first = words.first else {
            self = .nothing
            return
        }
        switch first {
        case "-r", "--requirement", "-c", "--constraint":
            self = words.count > 1 ? .file(String(words[1])) : .nothing
        case "-e", "--editable", "-f", "--find-links":
            self = words.count > 1 && words[1].contains("://") ? .nothing : .local
        case _ where first.hasPrefix("-r") || first.hasPrefix("-c"):
            self = .file(String(first.dropFirst(2)))
        case _ where first.hasPrefix("-"):
            self = .nothing
        case _ where first.contains("/") && !first.contains("://") || first.hasSuffix(".whl") || first == ".":
            self = .local
        default:
            let name = first.prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }
            self = name.isEmpty ? .nothing : .package(Self.comparable(name))
        }
    }

    static func comparable(_ name: some StringProtocol) -> String {
        String(name.lowercased().map { $0 == "_" || $0 == "." ? "-" : $0 })
    }

    /// The line that names what pip complained about; the file's first is 1.
    static func line(in text: String, blamedBy output: [String]) -> Int? {
        // `Invalid requirement: … (from line 3 of requirements.txt)` and `Could not find a version that satisfies the
        // requirement no-such==9 (from versions: none)`.
        for line in output.reversed() {
            if let range = line.firstRange(of: "(from line ") ?? line.firstRange(of: "(line "),
                let number = Int(line[range.upperBound...].prefix { $0.isNumber })
            {
                return number
            }
            for phrase in ["satisfies the requirement ", "No matching distribution found for "] {
                guard let range = line.firstRange(of: phrase) else { continue }
                let blamed = RequirementLine(line[range.upperBound...])
                let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
                if let place = lines.firstIndex(where: { RequirementLine($0) == blamed }) { return place + 1 }
            }
        }
        return nil
    }
}
