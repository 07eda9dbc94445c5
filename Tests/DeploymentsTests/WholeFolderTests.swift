import Deployments
import GitHosting
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Folders of which nothing stays change places as a whole; all others file by file.
@Suite struct WholeFolderTests {
    private static let job = "App_Data/jobs/triggered/one"

    private let scratch: ScratchDirectory
    private let layout: HomeLayout
    private let deployer: Deployer

    init() throws {
        scratch = try ScratchDirectory()
        layout = HomeLayout(home: scratch.at("home"))
        try Folder.create(layout.jobsRoot)
        try Repository.create(at: layout.repository)
        deployer = try Deployer.forTest(home: layout.home)
    }

    /// More than is left in memory, so that there are folders to be moved; the same in each version.
    private static let large = (0..<200_000).map { "\($0)\n" }.joined()

    /// A site with a job of two files and a folder of two, all of this version; `changes` come on top.
    private func deploy(_ version: Int, _ changes: [String: String] = [:], isLarge: Bool = true) async throws {
        let source = "source-\(version)"
        try scratch.write("\(source)/\(Self.job)/run.sh", "#!/bin/sh\n# \(version)\n", mode: 0o755)
        if isLarge { try scratch.write("\(source)/large/same.txt", Self.large) }
        for name in ["\(Self.job)/lib/a.sh", "static/a.txt", "static/deep/b.txt"] {
            try scratch.write("\(source)/\(name)", "\(name) \(version)")
        }
        for (name, text) in changes { try scratch.write("\(source)/\(name)", text) }
        let zip = try RunningProgram(
            "/bin/sh",
            ["-c", "cd \(scratch.at(source)) && zip -q -r ../\(version).zip ."]
        )
        #expect(try zip.waitForExit() == .code(0))
        let archive = SharedDescriptor(try Descriptor.open(scratch.at("\(version).zip")))
        _ = try await deployer.deploy(archive: archive, Deployer.Origin(deployer: "test", author: "a", message: "m")) {
            _ in
        }
    }

    private func path(_ name: String) -> String { "\(layout.webRoot)/\(name)" }

    private func text(_ name: String) throws -> String? { try FileContents.text(path(name)) }

    private func inode(_ name: String) throws -> UInt64 {
        var information = stat()
        try check("lstat", path: name) { lstat(path(name), &information) }
        return UInt64(information.st_ino)
    }

    @Test func `what is all new changes places as a whole`() async throws {
        try await deploy(1)
        let before = try [inode("static"), inode("static/deep"), inode("\(Self.job)/lib")]
        try await deploy(2)
        let after = try [inode("static"), inode("static/deep"), inode("\(Self.job)/lib")]
        #expect(zip(before, after).allSatisfy { $0 != $1 })
        #expect(try text("static/a.txt") == "static/a.txt 2")
        #expect(try text("static/deep/b.txt") == "static/deep/b.txt 2")
        #expect(try text("\(Self.job)/lib/a.sh") == "\(Self.job)/lib/a.sh 2")
    }

    @Test func `files that nobody deployed stay, and files that are equal are not touched`() async throws {
        try await deploy(1, ["static/same.txt": "same", "\(Self.job)/same.txt": "same"])
        try scratch.write("home/site/wwwroot/static/deep/mine.txt", "mine")
        try scratch.write("home/site/wwwroot/\(Self.job)/mine.txt", "mine")
        let before = try [inode("static/same.txt"), inode("\(Self.job)/same.txt")]
        try await deploy(2, ["static/same.txt": "same", "\(Self.job)/same.txt": "same"])
        #expect(try [inode("static/same.txt"), inode("\(Self.job)/same.txt")] == before)
        try await deploy(3, ["static/same.txt": "other", "\(Self.job)/same.txt": "other"])
        for folder in ["static/deep", Self.job] { #expect(try text("\(folder)/mine.txt") == "mine") }
        #expect(try text("static/a.txt") == "static/a.txt 3")
        #expect(try text("static/same.txt") == "other")
    }

    @Test func `what was edited is kept, and what was removed is there again`() async throws {
        try await deploy(1)
        try scratch.write("home/site/wwwroot/static/a.txt", "edited")
        #expect(unlink(path("static/deep/b.txt")) == 0)
        try await deploy(2)
        #expect(try text("static/a.txt") == "static/a.txt 2")
        #expect(try text("static/deep/b.txt") == "static/deep/b.txt 2")
        let script =
            "cd \(layout.repository) && git cat-file blob $(git for-each-ref --format='%(refname)' refs/nyala/edits):static/a.txt"
        let git = try RunningProgram("/bin/sh", ["-c", "\(script) > \(scratch.at("kept"))"])
        #expect(try git.waitForExit() == .code(0))
        #expect(try scratch.read("kept") == "edited")
    }

    @Test func `a file becomes a folder and a file again, and nobody edited anything`() async throws {
        for (number, names) in [["m", "\(Self.job)/n"], ["m/q", "\(Self.job)/n/q"], ["m", "\(Self.job)/n"]].enumerated()
        {
            try await deploy(number, Dictionary(uniqueKeysWithValues: names.map { ($0, "\(number)") }))
            for name in names { #expect(try text(name) == "\(number)") }
        }
        #expect(try Repository(opening: layout.repository).references("refs/nyala/edits/*").isEmpty)
    }

    @Test func `names as long as names can be, in archives of any size`() async throws {
        let name = String(repeating: "n", count: 255)
        for (number, more) in [[:], ["large.txt": Self.large]].enumerated() {
            let files = ["static/\(name)": "\(number)", "\(Self.job)/\(name)": "\(number)"]
            try await deploy(number, files.merging(more) { $1 }, isLarge: false)
            for file in files.keys { #expect(try text(file) == "\(number)") }
        }
    }

    @Test func `what names the active deployment is right again after a host that was killed just before`() async throws
    {
        let name = "refs/nyala/active"
        let repository = try Repository(opening: layout.repository)
        try await deploy(1)
        let first = try repository.target(of: name)
        try await deploy(2)
        let second = try repository.target(of: name)
        try repository.point(name, at: first)
        try await deployer.recover()
        #expect(try repository.target(of: name) == second && first != second)
    }

    @Test func `a folder that somebody laid elsewhere stays there`() async throws {
        try await deploy(1)
        #expect(rename(path("static"), scratch.at("elsewhere")) == 0)
        try SymbolicLink.create(path("static"), to: Array(scratch.at("elsewhere").utf8))
        try await deploy(2)
        #expect(SymbolicLink.exists(path("static")))
        #expect(try scratch.read("elsewhere/a.txt") == "static/a.txt 2")
    }
}
