/// One secret that a job asks for, and how it wants it.
package struct SecretUse: Sendable, Hashable {
    /// How a process gets it.
    package enum Form: String, Sendable, Hashable, CaseIterable {
        case environment = "env"
        /// In a folder that is in memory only.
        case file
    }

    package let name: SecretName
    package let form: Form
    /// The name of the variable, or of the file.
    package let target: String
    /// Where it stands in the settings file.
    package let place: JSONPlace

    package init(name: SecretName, form: Form = .environment, target: String? = nil, place: JSONPlace) {
        self.name = name
        self.form = form
        self.target = target ?? name.text
        self.place = place
    }
}

extension SecretUse {
    static let forms =
        #"the name of a secret such as "DB_PASSWORD", or an object like {"name": "DB_PASSWORD", "as": "file", "to": "db"}"#
    package static let keys = ["name", "as", "to"]
    /// Secrets of one job.
    package static let maximumCount = 100

    init?(reading element: SettingsReader.Element) {
        switch element {
        case .text(let text, let place):
            guard let name = try? SecretName(text) else { return nil }
            self.init(name: name, place: place)
        case .object(let reader):
            reader.warnOfUnknownKeys(Self.keys)
            guard let name = reader.string("name").flatMap({ try? SecretName($0) }) else { return nil }
            self.init(
                name: name,
                form: reader.choice("as", Form.self) ?? .environment,
                target: reader.string("to"),
                place: reader.place
            )
        }
    }

    /// What is wrong with where it is to go; `nil` when nothing is.
    var fault: String? {
        switch form {
        case .environment:
            if !VariableName.isPortable(target) { return "\"\(target)\" is no name of a variable" }
            return VariableName.isReserved(target) ? "the variable \(target) is the host's own" : nil
        case .file:
            if target.utf8.contains(UInt8(ascii: "/")) { return "\"\(target)\" is a path; a file has a name only" }
            return FileNameFault(target).map { "\"\(target)\" cannot be the name of a file: \($0)" }
        }
    }
}
