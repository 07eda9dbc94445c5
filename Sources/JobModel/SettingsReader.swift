/// Reads one object of a settings file, key by key, with a complaint and its place for everything it cannot take.
///
/// A key that is wrong counts as not given: the rest of the file still holds.
struct SettingsReader {
    private let members: [JSONNode.Member]
    /// `restart.` for the members of a nested object, empty at the top.
    private let prefix: String
    private let complaints: Complaints
    let place: JSONPlace

    /// What has been found so far, shared by the readers of one file.
    final class Complaints {
        let path: String
        private(set) var problems: [Problem] = []

        init(path: String) {
            self.path = path
        }

        func add(_ severity: Problem.Severity, _ code: String, _ place: JSONPlace, _ message: String) {
            problems.append(
                Problem(severity, code: code, path: path, line: place.line, column: place.column, message: message)
            )
        }
    }

    init(_ members: [JSONNode.Member], at place: JSONPlace, prefix: String, complaints: Complaints) {
        self.members = members
        self.place = place
        self.prefix = prefix
        self.complaints = complaints
    }

    // MARK: values

    func string(_ key: String) -> String? {
        read(key, "text in double quotes") { $0.value.string }
    }

    func bool(_ key: String) -> Bool? {
        read(key, "true or false (without quotes)") { $0.value.bool }
    }

    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        read(key, "a whole number from \(range.lowerBound) to \(range.upperBound)") { node in
            node.value.integer.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func duration(_ key: String) -> Duration? {
        read(key, DurationText.forms, Self.duration)
    }

    func size(_ key: String) -> Int? {
        read(key, ByteSizeText.forms) { node in
            switch node.value {
            case .number(let number): number.integer.flatMap { $0 >= 0 ? $0 : nil }
            case .string(let text): ByteSizeText.parse(text)
            case .null, .bool, .array, .object: nil
            }
        }
    }

    /// A user of the machine: a name, or a number with or without quotes.
    func userName(_ key: String) -> String? {
        read(key, "the name or the number of a user, such as \"www-data\", 1000 or \"1000:100\"") { node in
            if let number = node.value.integer { return (0..<Int(UInt32.max)).contains(number) ? "\(number)" : nil }
            guard let text = node.value.string else { return nil }
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            let isName =
                (1...2).contains(parts.count)
                && parts.allSatisfy { part in
                    !part.isEmpty && part.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") }
                }
            return isName ? text : nil
        }
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _ type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        let words = type.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        return read(key, "one of \(words)") { $0.value.string.flatMap(Choice.init(rawValue:)) }
    }

    func strings(_ key: String) -> [String]? {
        // The system's argument vectors end at a NUL.
        elements(key, "an array of texts without NUL characters") { node in
            node.value.string.flatMap { $0.utf8.contains(0) ? nil : $0 }
        }
    }

    func integers(_ key: String, in range: ClosedRange<Int>) -> [Int]? {
        elements(key, "an array of whole numbers from \(range.lowerBound) to \(range.upperBound)") { node in
            node.value.integer.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// An array that counts as a whole; the complaint points at the first element that is wrong.
    private func elements<Value>(_ key: String, _ expected: String, _ take: (JSONNode) -> Value?) -> [Value]? {
        guard case .array(let nodes, _)? = node(key) else { return read(key, expected) { _ in nil } }
        var values: [Value] = []
        for node in nodes {
            guard let value = take(node) else {
                complainOfValue(node, key, expected)
                return nil
            }
            values.append(value)
        }
        return values
    }

    /// An object of texts; numbers and booleans are taken as their text.
    func texts(_ key: String) -> [String: String]? {
        read(key, "an object whose values are texts without NUL characters") { node in
            guard case .object(let object) = node.value else { return nil }
            var texts: [String: String] = [:]
            for member in object.members {
                switch member.value {
                case .string(let text) where !text.utf8.contains(0): texts[member.key] = text
                case .number(let number): texts[member.key] = number.text
                case .bool(let value): texts[member.key] = value ? "true" : "false"
                case .string, .null, .array, .object: return nil
                }
            }
            return texts
        }
    }

    /// An array of words, each of them known; one that is not is left out, with the nearest one in the complaint.
    ///
    /// `nil` when nothing is left.
    func words<Word: RawRepresentable & CaseIterable>(_ key: String, _ type: Word.Type) -> [Word]?
    where Word.RawValue == String {
        guard let node = node(key) else { return nil }
        let known = type.allCases.map(\.rawValue)
        guard case .array(let nodes, _) = node else { return read(key, "an array of words") { _ in nil } }
        var words: [Word] = []
        for node in nodes {
            let text = node.value.string ?? ""
            if let word = Word(rawValue: text) {
                words.append(word)
            } else {
                let nearest = NearestWord.find(text, among: known).map { ", did you mean \"\($0)\"?" }
                let hint = nearest ?? "; known are \(known.joined(separator: ", "))"
                complaints.add(
                    .problem,
                    "wrong_value",
                    node.place,
                    "\"\(prefix)\(key)\": unknown word \(Self.shown(node)) is ignored\(hint)"
                )
            }
        }
        return words.isEmpty ? nil : words
    }

    /// The address of something on the web.
    func webAddress(_ key: String) -> String? {
        guard let text = string(key) else { return nil }
        guard let fault = WebAddress.fault(of: text) else { return text }
        complain(about: key, "wrong_value", "\"\(text)\" is no web address: \(fault); it is ignored")
        return nil
    }

    func node(_ key: String) -> JSONNode? {
        members.last { $0.key == key }?.value
    }

    /// Reads a nested object; `nil` when it is missing or no object.
    func nested<Value>(_ key: String, _ body: (SettingsReader) -> Value) -> Value? {
        read(key, "an object") { node in
            guard case .object(let members, let place) = node else { return nil }
            return body(SettingsReader(members, at: place, prefix: "\(prefix)\(key).", complaints: complaints))
        }
    }

    /// One element of a list that takes a short and a long form.
    enum Element {
        case text(String, JSONPlace)
        case object(SettingsReader)
    }

    /// An array whose elements are texts or objects; one that is wrong is left out with a complaint.
    func list<Value>(_ key: String, _ expected: String, _ take: (Element) -> Value?) -> [Value]? {
        guard let node = node(key) else { return nil }
        if case .scalar(.null, _) = node { return nil }
        guard case .array(let elements, _) = node else {
            complainOfValue(node, key, "an array; each element is \(expected)")
            return nil
        }
        return elements.compactMap { element in
            let value: Value?
            switch element {
            case .scalar(.string(let text), let place):
                value = take(.text(text, place))
            case .object(let members, let place):
                let prefix = "\(prefix)\(key)."
                value = take(.object(SettingsReader(members, at: place, prefix: prefix, complaints: complaints)))
            case .scalar, .array:
                value = nil
            }
            if value == nil { complainOfValue(element, key, expected) }
            return value
        }
    }

    // MARK: complaints

    /// Warns of every key that is none of these, with the nearest one, and of those that stand there twice.
    func warnOfUnknownKeys(_ known: [String]) {
        var seen: Set<String> = []
        for member in members where !seen.insert(member.key).inserted {
            let message = "\"\(prefix)\(member.key)\" stands here for the second time; the last one counts"
            complaints.add(.warning, "repeated_key", member.keyPlace, message)
        }
        for member in members where !known.contains(member.key) && !member.key.hasPrefix("x-") {
            var message = "unknown key \"\(prefix)\(member.key)\"; it has no effect"
            if let nearest = NearestWord.find(member.key, among: known) { message += ", did you mean \"\(nearest)\"?" }
            complaints.add(.warning, "unknown_key", member.keyPlace, message)
        }
    }

    func warnOfKeysWithoutEffect(_ keys: Set<String>) {
        for member in members where keys.contains(member.key) {
            let message = "\"\(prefix)\(member.key)\" is checked but has no effect yet in this version"
            complaints.add(.warning, "no_effect", member.keyPlace, message)
        }
    }

    func complain(about key: String, _ code: String, columnOffset: Int = 0, _ message: String) {
        let at = node(key)?.place ?? place
        complain(at: JSONPlace(line: at.line, column: at.column + columnOffset), about: key, code, message)
    }

    func complain(at place: JSONPlace, about key: String, _ code: String, _ message: String) {
        complaints.add(.problem, code, place, "\"\(prefix)\(key)\": \(message)")
    }

    private func read<Value>(_ key: String, _ expected: String, _ take: (JSONNode) -> Value?) -> Value? {
        guard let node = node(key) else { return nil }
        if let value = take(node) { return value }
        // `null` is how some editors write "not given".
        if case .scalar(.null, _) = node { return nil }
        complainOfValue(node, key, expected)
        return nil
    }

    private func complainOfValue(_ node: JSONNode, _ key: String, _ expected: String) {
        complaints.add(
            .problem,
            "wrong_value",
            node.place,
            "\"\(prefix)\(key)\" must be \(expected), not \(Self.shown(node)); it is ignored"
        )
    }

    private static func duration(_ node: JSONNode) -> Duration? {
        switch node.value {
        case .number(let number):
            number.integer.flatMap { $0 >= 0 && .seconds($0) <= DurationText.maximum ? .seconds($0) : nil }
        case .string(let text): DurationText.parse(text)
        case .null, .bool, .array, .object: nil
        }
    }

    private static func shown(_ node: JSONNode) -> String {
        switch node {
        case .scalar(let value, _): String(decoding: value.serialized().prefix(60), as: UTF8.self)
        case .array, .object: node.kind
        }
    }
}
