/// Finds the word that somebody probably meant.
package enum NearestWord {
    /// The candidate with the fewest changed letters, if at most a third of the word's length (and at least one letter)
    /// differs.
    package static func find(_ word: String, among candidates: some Sequence<String>) -> String? {
        // Long texts are no slips of the keyboard, and the comparison costs the product of both lengths.
        guard word.utf8.count <= 64 else { return nil }
        let limit = max(1, word.count / 3)
        let letters = Array(word.lowercased())
        let ranked = candidates.map { (candidate: $0, distance: distance(letters, Array($0.lowercased()))) }
        return ranked.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.candidate
    }

    /// Letters to insert, drop, replace or swap with their neighbour.
    private static func distance(_ first: [Character], _ second: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for row in first.indices {
            var current = [row + 1]
            for column in second.indices {
                let replaced = last[column] + (first[row] == second[column] ? 0 : 1)
                var best = min(replaced, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[second.count]
    }
}
