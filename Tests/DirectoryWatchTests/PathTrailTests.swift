import Glibc
import LinuxSystem
import TestKit
import Testing

@testable import DirectoryWatch

@Suite struct PathTrailTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
        try scratch.write("archive/cert1.pem", "x")
        try scratch.write("archive/cert2.pem", "x")
        try Folder.create(scratch.at("live"))
        let links = [
            ("live/cert.pem", "../archive/cert1.pem"), ("absolute", scratch.at("live/cert.pem")), ("folder", "live"),
            ("circle", "circle"), ("nowhere", "gone/file"),
        ]
        for (link, target) in links { try SymbolicLink.create(scratch.at(link), to: Array(target.utf8)) }
    }

    @Test(arguments: [
        ("archive/cert1.pem", ["archive/cert1.pem"]),
        ("archive/./../archive//cert1.pem", ["archive/cert1.pem"]),
        ("live/cert.pem", ["live/cert.pem", "archive/cert1.pem"]),
        ("folder/cert.pem", ["folder", "live/cert.pem", "archive/cert1.pem"]),
        ("absolute", ["absolute", "live/cert.pem", "archive/cert1.pem"]),
        ("archive/cert9.pem", ["archive/cert9.pem"]),
        ("nowhere", ["nowhere", "gone"]),
        ("gone/and/more", ["gone"]),
        ("archive/cert1.pem/more", ["archive/cert1.pem"]),
        ("circle", ["circle"]),
    ])
    func `a path leads over its links to its file`(path: String, entries: [String]) {
        let root = "\(scratch.path)/"
        let names = PathTrail(scratch.at(path)).entries.map { "\($0.folder)/\($0.name)" }
        // The scratch folder may itself lie behind links.
        #expect(Set(names.filter { $0.hasPrefix(root) }.map { String($0.dropFirst(root.count)) }) == Set(entries))
    }
}
