/// One name in a folder.
package struct FolderEntry: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case file(isExecutable: Bool)
        case folder
        case link
        /// A socket, pipe, device or git submodule: nothing a job is made of.
        case other
    }

    package let name: String
    package let kind: Kind
    /// Otherwise the name stands escaped, and nothing can be reached by it.
    package let isText: Bool

    package init(name: String, kind: Kind, isText: Bool = true) {
        self.name = name
        self.kind = kind
        self.isText = isText
    }

    package var isFile: Bool {
        if case .file = kind { true } else { false }
    }
}
