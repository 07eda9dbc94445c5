import Testing

@testable import JobBuilding

@Suite struct RequirementLineTests {
    @Test(arguments: [
        ("", RequirementLine.nothing), ("# requests", .nothing), ("requests", .package("requests")),
        ("  Foo_Bar.baz[extra] >= 1.0 ; python_version > '3'", .package("foo-bar-baz")), ("a==1 # why", .package("a")),
        ("-r more.txt", .file("more.txt")), ("--requirement=more.txt", .file("more.txt")),
        ("-rmore.txt", .file("more.txt")),
        ("-c limits.txt", .file("limits.txt")), ("--no-index", .nothing), ("-i https://host/simple", .nothing),
        ("-e .", .local), ("./pkg", .local), ("pkg/x-1.0.tar.gz", .local), ("x-1.0-py3-none-any.whl", .local),
        (".", .local),
        ("--find-links wheels", .local), ("--find-links https://host/x", .nothing),
        ("https://host/x.tar.gz", .package("https")), ("-r", .nothing),
    ])
    func `lines are told apart`(line: String, expected: RequirementLine) {
        #expect(RequirementLine(line[...]) == expected)
    }

    @Test(
        arguments: [
            (["ERROR: No matching distribution found for No_Such>=3"], 3),
            (
                [
                    "ERROR: Could not find a version that satisfies the requirement b==9 (from versions: none)",
                    "ERROR: x",
                ], 2
            ),
            (["ERROR: Invalid requirement: 'c d' (from line 4 of requirements.txt)"], 4),
            (["ERROR: something else"], nil), (["No matching distribution found for of-another-file"], nil), ([], nil),
        ] as [([String], Int?)]
    )
    func `the line to blame is found`(output: [String], line: Int?) {
        #expect(RequirementLine.line(in: "a\nb==9\nno-such>=3\nc d\n", blamedBy: output) == line)
    }
}
