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

    package init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    package var isFile: Bool {
        if case .file = kind { true } else { false }
    }
}
