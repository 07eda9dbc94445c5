import Clibgit2
import JobModel

extension TreeID {
    init(_ id: git_oid) {
        guard let tree = TreeID(hexadecimal: id.hexadecimal) else { preconditionFailure("an object id has 40 digits") }
        self = tree
    }

    /// Of the 20 bytes of a checksum.
    init(sha1 bytes: [UInt8]) {
        var id = git_oid()
        withUnsafeMutableBytes(of: &id.id) { $0.copyBytes(from: bytes.prefix($0.count)) }
        self.init(id)
    }
}

extension git_oid {
    var hexadecimal: String {
        var copy = self
        var digits = [CChar](repeating: 0, count: 40)
        git_oid_fmt(&digits, &copy)
        return String(decoding: digits.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Reads 40 hexadecimal digits.
    init(hexadecimal: String) throws(GitError) {
        self.init()
        let status = git_oid_fromstrn(&self, hexadecimal, hexadecimal.utf8.count)
        guard status == 0, hexadecimal.utf8.count == 40 else { throw .missing("\"\(hexadecimal)\"") }
    }
}
