/// How the older files of a log that rolls are called.
package enum RolledLogName {
    /// The name of an older file: `job_prev_log.txt` as in the original, then `job_prev_log.2.txt` and so on.
    ///
    /// Other names get a number at their end.
    package static func older(_ path: String, _ number: Int) -> String {
        guard let base = replacing("_log.txt", with: "_prev_log.txt", in: path) else { return "\(path).\(number)" }
        return number == 1 ? base : replacing(".txt", with: ".\(number).txt", in: base) ?? base
    }

    /// Which older file of this log a name in its folder is; `nil` for none.
    package static func number(of name: String, _ log: String) -> Int? {
        let first = older(log, 1)
        if name == first { return 1 }
        let number: Substring
        if log.hasSuffix("_log.txt") {
            let start = first.dropLast("txt".count)
            guard name.hasPrefix(start), name.hasSuffix(".txt"), name.count > first.count else { return nil }
            number = name.dropFirst(start.count).dropLast(".txt".count)
        } else {
            guard name.hasPrefix("\(log).") else { return nil }
            number = name.dropFirst(log.count + 1)
        }
        // No other spelling of it.
        guard let value = Int(number), value > 1, String(value) == number else { return nil }
        return value
    }

    private static func replacing(_ suffix: String, with replacement: String, in text: String) -> String? {
        text.hasSuffix(suffix) ? String(text.dropLast(suffix.count)) + replacement : nil
    }
}
