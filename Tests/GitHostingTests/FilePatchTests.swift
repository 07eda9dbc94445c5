import LinuxSystem
import TestKit
import Testing

@testable import GitHosting

@Suite struct FilePatchTests {
    private func patch(
        _ old: String?,
        _ new: String?,
        _ change: (inout FilePatch.Limits) -> Void = { _ in }
    ) throws -> FilePatch {
        let scratch = try ScratchDirectory()
        try Repository.create(at: scratch.at("repository"))
        let repository = try Repository(opening: scratch.at("repository"))
        try scratch.write("old/other", "same")
        try scratch.write("new/other", "same")
        if let old { try scratch.write("old/file", old) }
        if let new { try scratch.write("new/file", new) }
        let differences = try repository.differences(
            from: try repository.store(folder: scratch.at("old")),
            to: try repository.store(folder: scratch.at("new"))
        )
        var limits = FilePatch.Limits()
        change(&limits)
        return try repository.patch(of: try #require(differences.first), limits: limits)
    }

    @Test func `lines are old, new or the same, with their numbers`() throws {
        let found = try patch("a\nb\nc\n", "a\nB\nc\nd")
        #expect(
            found.lines == [
                .init(.place, "@@ -1,3 +1,4 @@"), .init(.same, "a", number: 1), .init(.removed, "b", number: 2),
                .init(.added, "B", number: 2), .init(.same, "c", number: 3), .init(.added, "d", number: 4),
            ]
        )
        #expect(found.added == 2 && found.removed == 1 && found.furtherLines == 0 && found.obstacle == nil)
    }

    @Test func `a new file is added, a removed one removed`() throws {
        #expect(try patch(nil, "x\n").lines.map(\.kind) == [.place, .added])
        #expect(try patch("x\n", nil).lines.map(\.kind) == [.place, .removed])
        #expect(try patch(nil, "").lines.isEmpty)
    }

    @Test func `what has no lines says why`() throws {
        #expect(try patch("a\0b", "a\0c").obstacle == .binary)
        #expect(try patch("a", String(repeating: "b", count: 11)) { $0.fileSize = 10 }.obstacle == .tooLarge(bytes: 11))
    }

    @Test func `lines beyond the limit are counted, and long ones cut`() throws {
        let new = (1...50).map { "line \($0)\n" }.joined()
        let found = try patch(nil, new) { $0.lines = 11 }
        #expect(found.lines.count == 11)
        #expect(found.furtherLines == 40)
        #expect(found.added == 50)
        #expect(try patch(nil, new) { $0.lines = 0 }.furtherLines == 50)
        let long = try patch(nil, String(repeating: "é", count: 100)) { $0.lineLength = 10 }
        #expect(long.lines.last?.text == "ééééé…")
    }
}
