package import JobModel

/// One name in a git tree.
package struct TreeEntry: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case file
        case executable
        case link
        case folder
        /// A submodule: a commit of another repository, whose files are not here.
        case submodule
    }

    package let name: String
    package let kind: Kind
    /// Of a blob, a tree or a commit, by the kind: 40 hexadecimal digits.
    package let object: TreeID

    package init(name: String, kind: Kind, object: TreeID) {
        self.name = name
        self.kind = kind
        self.object = object
    }
}
