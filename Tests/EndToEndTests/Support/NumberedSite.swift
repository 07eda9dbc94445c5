import JobModel
import LinuxSystem
import TestKit
import Testing

/// Sites that are told apart by a number, to see which one is live after a host was killed.
enum NumberedSite {
    /// A site of this number: two jobs, one of them of another name than before, a file that is a folder every other
    /// time.
    static func files(_ number: Int) -> [String: String] {
        [
            "App_Data/jobs/triggered/same/run.sh": "echo \(number)\n",
            "App_Data/jobs/triggered/same/data/deep.txt": "\(number)\n",
            "App_Data/jobs/triggered/\(number % 2 == 0 ? "even" : "odd")/run.sh": "echo \(number)\n",
            "page.txt": "page \(number)\n",
            (number % 2 == 0 ? "thing" : "thing/inner.txt"): "\(number)\n",
        ]
    }

    /// What is live, without what nobody deployed.
    static func live(_ site: TestSite) async throws -> [String: String] {
        let root = "\(site.home)/site/wwwroot"
        let list = try await Command.run("find", [".", "-type", "f", "-printf", "%P\\n"], in: root).output
        var found: [String: String] = [:]
        for path in list.split(separator: "\n") { found[String(path)] = try FileContents.text("\(root)/\(path)") }
        return found
    }

    /// The number of the site that is on record as active; every other deployment must have ended.
    static func active(_ site: TestSite) async throws -> Int? {
        let text = try await site.nyala("deployments", "--json").output
        let records = try JSONValue.parse(Array(text.utf8)).array ?? []
        #expect(records.allSatisfy { ["success", "failed"].contains($0["status"]?.string) }, "\(text)")
        let active = records.first { $0["active"]?.bool == true }
        #expect(active?["status"]?.string == "success")
        return active?["message"]?.string.flatMap { Int($0) }
    }
}
