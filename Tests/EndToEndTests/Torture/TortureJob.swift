/// A job that behaves badly, and what must become of it.
///
/// `$T` in a script is a number that only this case has; its processes carry it in their environment or among their
/// arguments, so that whoever is left can be told. A case that is to be stopped says `ready` when it may be.
struct TortureJob: Sendable {
    enum Ending: Sendable {
        /// By itself, or by what Nyala does without being asked.
        case own
        /// Somebody cancels the run when it is ready.
        case cancelled
    }

    let name: String
    let script: String
    var ending = Ending.own
    /// Members of `settings.job`.
    var settings: [String] = []
    /// What may become of the run: outcome and cause.
    var ends: [String] = ["Success exit"]
    /// What the output must have in it.
    var output: [String] = []
    /// What the sentence about the end must have in it.
    var detail = ""

    static func ends(
        _ name: String,
        _ script: String,
        settings: [String] = [],
        _ ends: [String] = ["Success exit"],
        output: [String] = [],
        detail: String = ""
    ) -> TortureJob {
        TortureJob(name: name, script: script, settings: settings, ends: ends, output: output, detail: detail)
    }

    static func stopped(_ name: String, _ script: String, settings: [String] = []) -> TortureJob {
        TortureJob(name: name, script: script, ending: .cancelled, settings: settings, ends: ["Stopped user"])
    }
}
