package import JobModel

/// Trees made of other trees. Only the folders on the way to a change are written; equal folders are not even read.
extension Repository {
    /// The tree with one path replaced by another entry, or without it.
    ///
    /// The entry's own name is not looked at. Folders on the way are made; one that is empty afterwards goes.
    package func replacing(_ path: String, with entry: TreeEntry?, in tree: TreeID?) throws(GitError) -> TreeID {
        let changed = try replacing(Self.parts(path)[...], with: entry, in: tree)
        if let changed { return changed }
        return try store(entries: [])
    }

    /// By bytes: a combining mark behind a slash makes one character of both.
    private static func parts(_ path: String) -> [TreeName] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { TreeName(String(Substring($0))) }
    }

    private func replacing(
        _ parts: ArraySlice<TreeName>,
        with entry: TreeEntry?,
        in tree: TreeID?
    ) throws(GitError) -> TreeID? {
        guard let first = parts.first else { return entry.flatMap { $0.kind == .folder ? $0.object : nil } }
        let name = first.text
        var entries: [TreeEntry] = []
        if let tree { entries = try self.entries(of: tree) }
        let old = entries.first { TreeName($0.name) == first }
        entries.removeAll { TreeName($0.name) == first }
        if parts.count == 1 {
            if let entry { entries.append(TreeEntry(name: name, kind: entry.kind, object: entry.object)) }
        } else {
            let inner = old?.kind == .folder ? old?.object : nil
            if let folder = try replacing(parts.dropFirst(), with: entry, in: inner) {
                entries.append(TreeEntry(name: name, kind: .folder, object: folder))
            }
        }
        return entries.isEmpty ? nil : try store(entries: entries)
    }

    /// What `ours` changed of `base`, done to `theirs` as well; where both changed the same, `ours` counts.
    package func merging(
        _ ours: TreeID?,
        over theirs: TreeID?,
        base: TreeID?
    ) throws(GitError) -> TreeID? {
        if ours == base || ours == theirs { return theirs }
        if theirs == base { return ours }
        let (new, current, old) = (try byName(ours), try byName(theirs), try byName(base))
        var entries: [TreeEntry] = []
        for name in Set(new.keys).union(current.keys) {
            if let entry = try merging(name.text, new[name], current[name], old[name]) { entries.append(entry) }
        }
        return entries.isEmpty ? nil : try store(entries: entries)
    }

    private func merging(
        _ name: String,
        _ ours: TreeEntry?,
        _ theirs: TreeEntry?,
        _ base: TreeEntry?
    ) throws(GitError) -> TreeEntry? {
        if ours == base { return theirs }
        if theirs == base || ours == theirs { return ours }
        // A file where the other has a folder: nothing of the two fits together.
        guard ours?.kind == .folder || (ours == nil && theirs?.kind == .folder), theirs?.kind == .folder else {
            return ours
        }
        let inner = try merging(
            ours?.object,
            over: theirs?.object,
            base: base?.kind == .folder ? base?.object : nil
        )
        return inner.map { TreeEntry(name: name, kind: .folder, object: $0) }
    }
}
