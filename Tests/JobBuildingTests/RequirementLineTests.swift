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
}
