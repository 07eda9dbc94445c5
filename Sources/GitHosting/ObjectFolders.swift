package import LinuxSystem

/// The 256 folders of a repository's single objects, by the first two digits of their names.
///
/// Git makes each when it has the first object for it, and removes it with the last. To make one costs more than the
/// object, and the few objects of a deployment mostly need a new one each: so all are made when nobody waits.
package enum ObjectFolders {
    private static let digits = Array("0123456789abcdef")

    /// Makes those that are missing.
    package static func make(in repository: String) throws(SystemError) {
        for first in digits {
            for second in digits { try Folder.create("\(repository)/objects/\(first)\(second)") }
        }
    }
}
