import JobHosting
import JobModel

/// The page of all jobs: names, how they are, and links to what the API says of them.
enum JobPage {
    static func html(_ reports: [JobReport], base: String) -> String {
        let items = reports.map { item($0, base: base) }.joined(separator: "\n")
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Jobs</title></head>
            <body>
            <h1>Jobs</h1>
            <p>\(reports.isEmpty ? "There are no jobs on this site yet." : "What the API says of each job of this site:")</p>
            <ul>
            \(items)
            </ul>
            </body>
            </html>

            """
    }

    private static func item(_ report: JobReport, base: String) -> String {
        let kind = report.type.rawValue
        let name = QueryString.encode(report.name)
        let job = "\(base)/api/\(kind)webjobs/\(name)"
        var links = [("settings", "\(job)/settings")]
        switch report.type {
        case .continuous: links.append(("log", "\(base)/api/v1/jobs/\(kind)/\(name)/log"))
        case .triggered: links.append(("history", "\(job)/history"))
        }
        let problems = report.problems.filter { $0.severity == .problem }.map { "<br>\(escaped("\($0)"))" }.joined()
        let shown = links.map { link($0.1, $0.0) }.joined(separator: " ")
        let status = escaped(NativeShapes.status(report))
        // As the fragment in a job's link to this page has it.
        let id = escaped("/jobs/\(kind)/\(name)")
        return "<li id=\"\(id)\">\(link(job, "\(kind)/\(report.name)")) \(status) \(shown)\(problems)</li>"
    }

    private static func link(_ address: String, _ text: String) -> String {
        "<a href=\"\(escaped(address))\">\(escaped(text))</a>"
    }

    /// As text between tags and in quoted attributes.
    ///
    /// Scalar by scalar: a `<` with a combining mark behind it is another character to Swift, and none to a browser.
    static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }
}
