import Testing

@testable import JobBuilding

@Suite struct RequirementFilesTests {
    private static let texts = [
        "in/requirements.txt": "a\nb==9\n-r sub/more.txt\nc d\n",
        "in/sub/more.txt": "# more\nno-such>=3\n-c ../limits.txt\n-r gone.txt\n-r more.txt\n",
        "in/limits.txt": "b<2\nlimited==1\n",
    ]

    @Test(
        arguments: [
            ("ERROR: No matching distribution found for No_Such>=3", "in/sub/more.txt", 2),
            (
                "ERROR: Could not find a version that satisfies the requirement b==9 (from versions: none)",
                "in/requirements.txt", 2
            ),
            ("ERROR: No matching distribution found for limited==1", "in/limits.txt", 2),
            ("ERROR: Invalid requirement: 'c d' (from line 4 of requirements.txt)", "in/requirements.txt", 4),
            ("ERROR: Invalid requirement: 'x y' (from line 7 of sub/more.txt)", "in/sub/more.txt", 7),
            ("ERROR: Invalid requirement: 'x y' (from line 7 of ./sub/../limits.txt)", "in/limits.txt", 7),
            ("ERROR: Cannot install x (from -r sub/more.txt (line 2))", "in/sub/more.txt", 2),
            (
                "ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'sub/gone.txt'",
                "in/sub/more.txt", 4
            ),
        ] as [(String, String, Int)]
    )
    func `the file and the line to blame are found`(output: String, file: String, line: Int) {
        let files = RequirementFiles("in/requirements.txt") { Self.texts[$0] }
        #expect(files.place(blamedBy: ["Looking", output, "more"]) == RequirementFiles.Place(file: file, line: line))
    }

    @Test(arguments: [
        "ERROR: something else", "No matching distribution found for of-another-file", "", "(from line x of y)",
        "Could not open requirements file: gone.txt",
    ])
    func `nobody is blamed for what names none`(output: String) {
        let files = RequirementFiles("in/requirements.txt") { Self.texts[$0] }
        #expect(files.place(blamedBy: [output]) == nil)
    }

    @Test func `what is included is found from where it is named`() {
        let files = RequirementFiles("in/requirements.txt") { Self.texts[$0] }
        #expect(files.paths == ["in/requirements.txt", "in/sub/more.txt", "in/limits.txt"])
        #expect(!files.namesLocalFiles)
        #expect(RequirementFiles("r.txt") { _ in "-r r.txt\n./lib\n" }.namesLocalFiles)
        #expect(RequirementFiles("r.txt") { _ in nil }.paths.isEmpty)
    }
}
