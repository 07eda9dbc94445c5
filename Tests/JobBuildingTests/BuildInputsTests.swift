import GitHosting
import JobModel
import Testing

@testable import JobBuilding

@Suite struct BuildInputsTests {
    /// Which of the files decide, for the need that the first one asks for.
    private func inputs(_ files: KeyValuePairs<String, String>) throws -> [String] {
        let names = Set(files.map(\.key))
        let need = try #require(BuildNeed.find(names, in: "", script: "run").first)
        let listed = try files.map { name, text in
            BuildFile(path: name, kind: .file, object: try TreeHash.blob(Array(text.utf8)))
        }
        let contents = Dictionary(files.map { ($0.key, $0.value) }) { $1 }
        return try BuildInputs(files: listed) { contents[$0].map { Array($0.utf8) } }.find(need).map(\.path)
    }

    @Test func `requirements and what they include decide`() throws {
        let files: KeyValuePairs = [
            "requirements.txt": "a\n-r more.txt\n-r gone.txt\n", "more.txt": "-c limits.txt\n-r more.txt\n",
            "limits.txt": "b<2\n",
            "run.py": "",
        ]
        #expect(try inputs(files) == ["limits.txt", "more.txt", "requirements.txt"])
    }

    @Test func `who installs from the job's own folder is built from all of it`() throws {
        #expect(try inputs(["requirements.txt": "./lib\n", "run.py": ""]) == ["requirements.txt", "run.py"])
        let lock = "{\"packages\": {\"node_modules/x\": {\"resolved\": \"x\", \"link\": true}}}"
        let files: KeyValuePairs = ["package.json": "{}", "package-lock.json": lock, "run.js": ""]
        #expect(try inputs(files).count == 3)
    }

    @Test func `of a lock file the file and its companions decide`() throws {
        let files: KeyValuePairs = ["package.json": "{}", "package-lock.json": "{}", ".npmrc": "", "run.js": ""]
        #expect(try inputs(files) == [".npmrc", "package-lock.json", "package.json"])
        #expect(try inputs(["Gemfile": "", "Gemfile.lock": "GEM\n", "run.rb": ""]) == ["Gemfile", "Gemfile.lock"])
        #expect(try inputs(["composer.json": "", "composer.lock": "{}", "run.php": ""]).count == 2)
        #expect(try inputs(["build.sh": "", "run": ""]).count == 2)
        #expect(try inputs(["Package.swift": "", "run": ""]).count == 2)
    }
}
