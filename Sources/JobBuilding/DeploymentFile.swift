/// The original's `.deployment`: an INI file whose `[config]` section names the command that builds.
enum DeploymentFile {
    static func command(in text: String) -> String? {
        var section = ""
        for line in text.split(whereSeparator: \.isNewline) {
            let line = trimmed(line)
            if line.hasPrefix("#") || line.hasPrefix(";") { continue }
            if line.hasPrefix("["), line.hasSuffix("]") {
                section = trimmed(line.dropFirst().dropLast()).lowercased()
                continue
            }
            let parts = line.split(separator: "=", maxSplits: 1)
            guard section == "config", parts.count == 2, trimmed(parts[0]).lowercased() == "command" else { continue }
            let command = trimmed(parts[1])
            return command.isEmpty ? nil : command
        }
        return nil
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var text = Substring(text)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
