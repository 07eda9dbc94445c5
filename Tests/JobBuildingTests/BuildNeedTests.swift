import Testing

@testable import JobBuilding

@Suite struct BuildNeedTests {
    @Test(arguments: [
        (["run.py", "requirements.txt"], ["requirements.txt"]),
        (["run.js", "package.json", "package-lock.json"], ["package-lock.json"]),
        // Without its companion, or with what it would make, there is nothing to do.
        (["run.js", "package-lock.json"], []), (["run.js", "package.json"], []),
        (["run.js", "package.json", "package-lock.json", "node_modules"], []),
        (["run.php", "composer.json", "composer.lock"], ["composer.lock"]),
        (["run.php", "composer.json", "composer.lock", "vendor"], []),
        (["run.rb", "Gemfile", "Gemfile.lock"], ["Gemfile.lock"]), (["run.rb", "Gemfile.lock"], []),
        (["run.sh", "Package.swift", "Sources"], ["Package.swift"]), (["run.sh", "Package.swift", ".build"], []),
        (
            ["run.py", "requirements.txt", "package.json", "package-lock.json"],
            ["requirements.txt", "package-lock.json"]
        ),
        // A build of the job's own stands for all others.
        (["run.py", "requirements.txt", "build.sh"], ["build.sh"]),
        (["run.py", "requirements.txt", "build.sh", ".deployment"], [".deployment"]),
        ([], []),
    ])
    func `files ask for builds by their names`(names: [String], expected: [String]) {
        #expect(BuildNeed.find(Set(names), in: "", script: "run.sh").map(\.file) == expected)
        #expect(BuildNeed.find(Set(names), in: "a/b", script: "run.sh").map(\.file) == expected.map { "a/b/\($0)" })
    }

    @Test func `a job whose script is named build is not built by it`() {
        #expect(BuildNeed.find(["build.sh"], in: "", script: "build.sh").isEmpty)
    }
}
