package import LinuxSystem

/// How far a repository has come apart: every push adds objects, and git grows slow over many of them.
package struct RepositoryClutter: Sendable, Hashable {
    /// Packs beyond which they are put together.
    package static let maximumPacks = 20
    /// Single objects beyond which they are packed; git's own measure, which looks into one folder of 256.
    package static let maximumLooseObjects = 6700

    package let packs: Int
    package let looseObjects: Int

    package init(of repository: String) throws(SystemError) {
        packs = try Folder.names(in: "\(repository)/objects/pack").count { $0.hasSuffix(".pack") }
        looseObjects = try Folder.names(in: "\(repository)/objects/17").count * 256
    }

    package var isTooMuch: Bool {
        packs > Self.maximumPacks || looseObjects > Self.maximumLooseObjects
    }
}
