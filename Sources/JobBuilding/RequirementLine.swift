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
}
