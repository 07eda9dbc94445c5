package import JobModel

/// The original's `.deployment`: an INI file whose `[config]` section names the command that builds.
package struct DeploymentFile: Sendable, Hashable {
    package static let name = ".deployment"
    /// Bytes that are read of it.
    package static let maximumSize = 64 * 1024

    /// Something in it that says nothing.
    private struct Fault: Hashable {
        let line: Int
        let column: Int
        let message: String
    }

    package private(set) var command: String?
    private var faults: [Fault] = []
    private var section: String?
    /// Where a command would be looked for.
    private var sectionLine: Int?

    package init(_ bytes: [UInt8]) {
        var text = Substring(String(decoding: bytes, as: UTF8.self))
        // Editors of Windows begin a text with it.
        if text.first == "\u{FEFF}" { text.removeFirst() }
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            read(line, number: index + 1)
        }
    }

    /// What is wrong with it, in its order; `path` is how it is named.
    package func problems(path: String) -> [Problem] {
        let warnings = faults.map { fault in
            Problem(
                .warning,
                code: "bad_deployment_file",
                path: path,
                line: fault.line,
                column: fault.column,
                message: fault.message
            )
        }
        return command == nil ? warnings + [missingCommand(path: path)] : warnings
    }

    package func missingCommand(path: String) -> Problem {
        Problem(
            code: "bad_deployment_file",
            path: path,
            line: sectionLine ?? 1,
            column: 1,
            message: "it names no command; write two lines, [config] and command = bash build.sh"
        )
    }

    private mutating func read(_ text: Substring, number: Int) {
        let line = Self.trimmed(text)
        guard let first = line.first, first != "#", first != ";" else { return }
        if first == "[" {
            guard line.last == "]" else { return complain(number, line, in: text, "a section ends with ]: [config]") }
            section = Self.trimmed(line.dropFirst().dropLast()).lowercased()
            if section == "config" {
                sectionLine = sectionLine ?? number
            } else {
                complain(number, line, in: text, "only the section [config] counts")
            }
            return
        }
        guard let sign = line.firstIndex(of: "=") else {
            return complain(number, line, in: text, "this says nothing; write NAME = VALUE")
        }
        guard section == "config" else {
            // Of another section that was told with its name.
            if section == nil {
                complain(number, line, in: text, "this stands before any section; write [config] above")
            }
            return
        }
        let (name, value) = (Self.trimmed(line[..<sign]), Self.trimmed(line[line.index(after: sign)...]))
        if name.lowercased() != "command" {
            complain(number, line, in: text, "\"\(ShownPath(String(name)))\" is not used; only command counts")
        } else if value.isEmpty {
            complain(number, line[sign...], in: text, "the command is missing")
        } else if command != nil {
            complain(number, line, in: text, "there is a command already, which counts")
        } else {
            command = String(value)
        }
    }

    private mutating func complain(_ number: Int, _ part: Substring, in line: Substring, _ message: String) {
        let column = line.distance(from: line.startIndex, to: part.startIndex) + 1
        faults.append(Fault(line: number, column: column, message: message))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
