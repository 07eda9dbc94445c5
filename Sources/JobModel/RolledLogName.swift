/// How the older files of a log that rolls are called.
package enum RolledLogName {
    /// The name of an older file: `job_prev_log.txt` as in the original, then `job_prev_log.2.txt` and so on.
    ///
    /// Other names get a number at their end.
    package static func older(_ path: String, _ number: Int) -> String {
        guard let base = replacing("_log.txt", with: "_prev_log.txt", in: path) else { return "\(path).\(number)" }
        return number == 1 ? base : replacing(".txt", with: ".\(number).txt", in: base) ?? base
    }

    private static func replacing(_ suffix: String, with replacement: String, in text: String) -> String? {
        text.hasSuffix(suffix) ? String(text.dropLast(suffix.count)) + replacement : nil
    }
}
