import Clibgit2
import JobModel

extension Repository {
    /// One file's difference, as much of it as the limits allow.
    package func patch(of difference: TreeDifference, limits: FilePatch.Limits = .init()) throws(GitError) -> FilePatch
    {
        var found = FilePatch()
        for entry in [difference.old, difference.new] {
            // A submodule's commit lies elsewhere.
            guard let entry, entry.kind != .submodule, let size = try size(of: entry.object) else { continue }
            if size > limits.fileSize {
                found.obstacle = .tooLarge(bytes: size)
                return found
            }
        }
        let old = try blob(difference.old)
        defer { git_blob_free(old) }
        let new = try blob(difference.new)
        defer { git_blob_free(new) }
        guard old != nil || new != nil else { return found }
        var patch: OpaquePointer?
        try GitLibrary.check("comparing", on: difference.path) {
            git_patch_from_blobs(&patch, old, difference.path, new, difference.path, nil)
        }
        defer { git_patch_free(patch) }
        if let delta = git_patch_get_delta(patch), delta.pointee.flags & GIT_DIFF_FLAG_BINARY.rawValue != 0 {
            found.obstacle = .binary
            return found
        }
        var (context, added, removed) = (0, 0, 0)
        try GitLibrary.check("comparing", on: difference.path) {
            git_patch_line_stats(&context, &added, &removed, patch)
        }
        (found.added, found.removed) = (added, removed)
        for hunk in 0..<git_patch_num_hunks(patch) {
            try add(hunk, of: patch, to: &found, difference.path, limits)
        }
        return found
    }

    private func add(
        _ hunk: Int,
        of patch: OpaquePointer?,
        to found: inout FilePatch,
        _ path: String,
        _ limits: FilePatch.Limits
    ) throws(GitError) {
        var header: UnsafePointer<git_diff_hunk>?
        var count = 0
        try GitLibrary.check("comparing", on: path) { git_patch_get_hunk(&header, &count, patch, hunk) }
        guard let header = header?.pointee, found.lines.count < limits.lines else {
            found.furtherLines += count
            return
        }
        let (before, after) = ("\(header.old_start),\(header.old_lines)", "\(header.new_start),\(header.new_lines)")
        found.lines.append(FilePatch.Line(.place, "@@ -\(before) +\(after) @@"))
        for index in 0..<count {
            guard found.lines.count < limits.lines else {
                found.furtherLines += count - index
                return
            }
            var line: UnsafePointer<git_diff_line>?
            try GitLibrary.check("comparing", on: path) { git_patch_get_line_in_hunk(&line, patch, hunk, index) }
            if let line = line.flatMap({ Self.line($0.pointee, limits) }) { found.lines.append(line) }
        }
    }

    private static func line(_ line: git_diff_line, _ limits: FilePatch.Limits) -> FilePatch.Line? {
        var bytes = UnsafeRawBufferPointer(start: line.content, count: line.content_len)[...]
        if bytes.last == 10 { bytes = bytes.dropLast() }
        let isCut = bytes.count > limits.lineLength
        let text = String(decoding: bytes.prefix(limits.lineLength), as: UTF8.self) + (isCut ? "…" : "")
        switch UInt8(bitPattern: line.origin) {
        case UInt8(ascii: "+"): return FilePatch.Line(.added, text, number: Int(line.new_lineno))
        case UInt8(ascii: "-"): return FilePatch.Line(.removed, text, number: Int(line.old_lineno))
        case UInt8(ascii: " "): return FilePatch.Line(.same, text, number: Int(line.new_lineno))
        // That the last line has no end, which nobody needs to know here.
        default: return nil
        }
    }

    private func blob(_ entry: TreeEntry?) throws(GitError) -> OpaquePointer? {
        guard let entry, entry.kind != .submodule, entry.kind != .folder else { return nil }
        var id = try git_oid(hexadecimal: entry.object.hexadecimal)
        var found: OpaquePointer?
        try GitLibrary.check("reading", on: "file \(entry.object)") { git_blob_lookup(&found, handle, &id) }
        return found
    }
}
