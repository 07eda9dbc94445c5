import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Jobs that run for every file that comes.
@Suite struct FileTriggerTests {
    /// Notes the file it was given and what is in it.
    private static let script = """
        echo "$1 $(cat "$1")" >> "$WEBJOBS_DATA_PATH/seen"
        test "$1" = "$WEBJOBS_FILE"

        """

    private func seen(_ site: TestSite, _ job: String = "inbox") throws -> [String] {
        (try site.scratch.read("home/data/jobs/triggered/\(job)/seen") ?? "").split(separator: "\n").map(String.init)
    }

    private func start(_ settings: String) async throws -> TestSite {
        let site = try await TestSite.start()
        try site.add("triggered/inbox", ["run.sh": Self.script, "settings.job": settings])
        return site
    }

    private func history(_ site: TestSite) async throws -> [JSONValue] {
        try JSONValue.parse(Array(try await site.nyala("history", "inbox", "--json").output.utf8)).array ?? []
    }

    @Test func `each complete file is given to one run`() async throws {
        let site = try await start("{\"triggers\": {\"files\": [\"in/*.csv\"]}}")
        try await eventually("the folder is made") { Folder.exists("\(site.home)/in") }
        // Ten at once, in any way a file can come; the job runs them one by one.
        for number in 0..<5 { try site.scratch.write("home/in/direct-\(number).csv", "\(number)") }
        for number in 5..<10 {
            try site.scratch.write("home/in/.moved-\(number).csv.part", "\(number)")
            let from = site.scratch.at("home/in/.moved-\(number).csv.part")
            #expect(rename(from, site.scratch.at("home/in/moved-\(number).csv")) == 0)
        }
        try site.scratch.write("home/in/other.txt", "no")
        try await eventually("each was seen") { try seen(site).count >= 10 }
        let expected =
            (0..<5).map { "\(site.home)/in/direct-\($0).csv \($0)" }
            + (5..<10).map { "\(site.home)/in/moved-\($0).csv \($0)" }
        #expect(try seen(site).sorted() == expected)
        // Written again, it comes again.
        try site.scratch.write("home/in/direct-0.csv", "again")
        try await eventually("it was seen again") { try seen(site).last?.hasSuffix("direct-0.csv again") == true }
        let run = try #require(try await history(site).first)
        #expect(run["trigger"]?.string == "File - \(site.home)/in/direct-0.csv")
        #expect(run["file"]?.string == "\(site.home)/in/direct-0.csv")
        #expect(run["outcome"]?.string == "Success")
        #expect(try seen(site).count == 11)
    }

    @Test func `a file that is still being written is waited for`() async throws {
        let site = try await start("{\"triggers\": {\"files\": [\"in/*\"]}}")
        try await eventually("the folder is made") { Folder.exists("\(site.home)/in") }
        let file = open("\(site.home)/in/slow", O_WRONLY | O_CREAT, 0o644)
        #expect(write(file, "half", 4) == 4)
        // Another one comes and is done with before the slow one is complete.
        try site.scratch.write("home/in/quick", "whole")
        try await eventually("the quick one was seen") { try seen(site).count == 1 }
        #expect(write(file, " whole", 6) == 6)
        close(file)
        try await eventually("the slow one was seen") { try seen(site).count == 2 }
        #expect(try seen(site).last == "\(site.home)/in/slow half whole")
    }

    @Test(arguments: [SIGTERM, SIGKILL])
    func `files that come while no host runs are not lost, and none is given twice`(signal: Int32) async throws {
        let site = try await start("{\"triggers\": {\"files\": [{\"folder\": \"in\"}]}}")
        try await eventually("the folder is made") { Folder.exists("\(site.home)/in") }
        try site.scratch.write("home/in/before", "1")
        try await eventually("the first was seen") { try await history(site).first?["outcome"]?.string == "Success" }
        site.host.send(signal)
        _ = try site.host.waitForExit()
        try site.scratch.write("home/in/meanwhile", "2")
        let again = try await site.startAgain()
        try await eventually("the second was seen") { try seen(again).count >= 2 }
        try again.scratch.write("home/in/later", "3")
        try await eventually("the third was seen") { try seen(again).count >= 3 }
        #expect(try seen(again).map { $0.suffix(1) } == ["1", "2", "3"])
    }

    @Test func `files wait while the job is stopped, and for runs that are under way`() async throws {
        let site = try await start("{\"triggers\": {\"files\": [\"in/*\"]}}")
        try await eventually("the folder is made") { Folder.exists("\(site.home)/in") }
        #expect(try await site.nyala("stop", "inbox").isSuccess)
        for number in 0..<3 { try site.scratch.write("home/in/\(number)", "x") }
        #expect(try await history(site).isEmpty)
        #expect(try await site.nyala("start", "inbox").isSuccess)
        try await eventually("all were seen") { try seen(site).count == 3 }
        try await eventually("no run was refused") {
            try await history(site).compactMap { $0["outcome"]?.string } == ["Success", "Success", "Success"]
        }
    }

    @Test func `a file that left and came back runs again, also after a start of the host`() async throws {
        let site = try await start("{\"triggers\": {\"files\": [\"./in//../in/*\"]}}")
        try await eventually("the folder is made") { Folder.exists("\(site.home)/in") }
        let (inside, outside) = (site.scratch.at("home/in/file"), site.scratch.at("outside"))
        try site.scratch.write("home/in/file", "1")
        try await eventually("it was seen") { try seen(site).count == 1 }
        for count in 2...3 {
            #expect(rename(inside, outside) == 0)
            #expect(rename(outside, inside) == 0)
            try await eventually("it was seen again") { try seen(site).count == count }
        }
        #expect(rename(inside, outside) == 0)
        try site.scratch.write("home/in/other", "2")
        try await eventually("the other was seen") { try seen(site).count == 4 }
        try await site.end(with: SIGKILL)
        #expect(rename(outside, inside) == 0)
        let again = try await site.startAgain()
        try await eventually("it was seen by the next host") { try seen(again).count == 5 }
        #expect(try seen(again).last == "\(site.home)/in/file 1")
    }

    @Test func `a file whose name is not UTF-8 is told of`() async throws {
        let site = try await start("{\"triggers\": {\"files\": [\"in/*\"]}}")
        try await eventually("the folder is made") { Folder.exists("\(site.home)/in") }
        let name = Array(site.scratch.at("home/in/caf").utf8) + [0xE9, 0]
        let file = name.withUnsafeBytes { open($0.bindMemory(to: CChar.self).baseAddress!, O_WRONLY | O_CREAT, 0o644) }
        close(file)
        try await eventually("the problem shows") {
            try await site.problems("triggered/inbox").contains {
                $0.contains("in/caf\u{FFFD} is not UTF-8; rename it")
            }
        }
        let renamed = name.withUnsafeBytes {
            rename($0.bindMemory(to: CChar.self).baseAddress!, site.scratch.at("home/in/cafe"))
        }
        #expect(renamed == 0)
        try await eventually("it was seen") { try seen(site).count == 1 }
        try await eventually("the problem is gone") { try await site.problems("triggered/inbox").isEmpty }
    }

    @Test func `a folder that is not there is a problem until it is`() async throws {
        let scratch = try ScratchDirectory()
        let folder = scratch.at("drop")
        let site = try await start("{\"triggers\": {\"files\": [\"\(folder)/*\"]}}")
        try await eventually("the problem shows") {
            try await site.problems("triggered/inbox").contains { $0.contains("the folder cannot be watched") }
        }
        try scratch.write("drop/one", "1")
        try await eventually("the file was seen") { try seen(site).count == 1 }
        #expect(try await site.problems("triggered/inbox").isEmpty)
    }
}
