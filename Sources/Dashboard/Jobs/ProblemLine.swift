import JobModel

/// A problem with the place to mend it.
enum ProblemLine {
    static func html(_ problem: Problem) -> HTML {
        var place = problem.path
        if let line = problem.line { place += problem.column.map { ":\(line):\($0)" } ?? ":\(line)" }
        let warning: HTML? = problem.severity == .warning ? "<span class=\"tag\">warning</span> " : nil
        return "<p>\(warning)<code class=\"place\">\(line: place)</code> \(problem.message)</p>"
    }
}
