import Clibgit2
package import JobModel

extension Repository {
    /// The difference of two trees as a patch that people read and `git apply` takes.
    package func patch(from old: TreeID?, to new: TreeID) throws(GitError) -> [UInt8] {
        var before: OpaquePointer?
        if let old { before = try tree(old) }
        defer { git_tree_free(before) }
        let after = try tree(new)
        defer { git_tree_free(after) }
        var difference: OpaquePointer?
        try GitLibrary.check("comparing", on: "tree \(new)") {
            git_diff_tree_to_tree(&difference, handle, before, after, nil)
        }
        defer { git_diff_free(difference) }
        var buffer = git_buf()
        try GitLibrary.check("comparing", on: "tree \(new)") {
            git_diff_to_buf(&buffer, difference, GIT_DIFF_FORMAT_PATCH)
        }
        defer { git_buf_dispose(&buffer) }
        return Array(UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size))
    }

    private func tree(_ tree: TreeID) throws(GitError) -> OpaquePointer? {
        var id = try git_oid(hexadecimal: tree.hexadecimal)
        var found: OpaquePointer?
        try GitLibrary.check("reading", on: "tree \(tree)") { git_tree_lookup(&found, handle, &id) }
        return found
    }
}
