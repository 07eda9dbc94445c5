/// Finds the known name that a misspelt one was probably meant to be.
enum NearestName {
    /// The nearest of `names`, whatever the case, or nil when even that one differs in more than a third of its letters.
    static func of(_ text: String, among names: [String]) -> String? {
        // Long texts are no misspellings, and the comparison costs the product of both lengths.
        guard 2...64 ~= text.utf8.count else { return nil }
        let wanted = Array(text.lowercased().utf8)
        var best: (name: String, distance: Int)?
        for name in names {
            let candidate = Array(name.lowercased().utf8)
            let distance = edits(wanted, candidate)
            let isNear = distance <= max(1, max(candidate.count, wanted.count) / 3)
            if isNear, distance < best?.distance ?? .max { best = (name, distance) }
        }
        return best?.name
    }

    /// How many letters must be put in, taken out or exchanged to make `left` into `right`.
    private static func edits(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let exchanged = diagonal + (letter == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(exchanged, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
