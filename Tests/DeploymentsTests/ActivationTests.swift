import LinuxSystem
import TestKit
import Testing

@testable import Deployments

@Suite struct ActivationTests {
    private struct Stop: Error {}

    private func prepare(_ scratch: ScratchDirectory) throws -> Activation {
        for (file, text) in [
            "live/a/f": "old", "staged/a/f": "new", "staged/b/f": "added", "live/c/f": "removed", "deployment/x": "",
        ] {
            try scratch.write(file, text)
        }
        var activation = Activation(deploymentFolder: scratch.at("deployment"))
        try activation.replace(scratch.at("live/a"), with: scratch.at("staged/a"))
        try activation.replace(scratch.at("live/b"), with: scratch.at("staged/b"))
        try activation.remove(scratch.at("live/c"), to: scratch.at("staged/c"))
        return activation
    }

    private func expectOld(_ scratch: ScratchDirectory) throws {
        #expect(try scratch.read("live/a/f") == "old")
        #expect(try scratch.read("live/b/f") == nil)
        #expect(try scratch.read("live/c/f") == "removed")
    }

    @Test func `all folders change places`() throws {
        let scratch = try ScratchDirectory()
        let activation = try prepare(scratch)
        try activation.perform()
        activation.commit()
        #expect(try scratch.read("live/a/f") == "new")
        #expect(try scratch.read("live/b/f") == "added")
        #expect(try scratch.read("live/c/f") == nil)
        #expect(try scratch.read("deployment/activation.json") == nil)
    }

    @Test func `a step that fails undoes those before it`() throws {
        let scratch = try ScratchDirectory()
        var activation = try prepare(scratch)
        try scratch.write("staged/d/f", "x")
        try activation.replace(scratch.at("live/d"), with: scratch.at("staged/d"))
        // In the way since it was planned.
        try scratch.write("live/d/f", "by hand")
        #expect(throws: SystemError.self) { try activation.perform() }
        try expectOld(scratch)
        #expect(try scratch.read("live/d/f") == "by hand")
    }

    @Test(arguments: 0...3)
    func `a host that was killed after any step is put back`(count: Int) throws {
        let scratch = try ScratchDirectory()
        let activation = try prepare(scratch)
        try activation.journal.write(activation.steps)
        if count > 0 { try Folder.exchange(scratch.at("staged/a"), scratch.at("live/a")) }
        if count > 1 { try Folder.move(scratch.at("staged/b"), toNew: scratch.at("live/b")) }
        if count > 2 { try Folder.move(scratch.at("live/c"), toNew: scratch.at("staged/c")) }
        let steps = try #require(ActivationJournal(deploymentFolder: scratch.at("deployment")).read())
        Activation.undo(steps)
        try expectOld(scratch)
    }

    @Test func `what somebody saved over what became live goes with it, however often it is undone`() throws {
        let scratch = try ScratchDirectory()
        let activation = try prepare(scratch)
        try activation.perform()
        for name in ["a", "b"] {
            try Folder.move(scratch.at("live/\(name)"), toNew: scratch.at("away-\(name)"))
            try scratch.write("live/\(name)/f", "saved")
        }
        let steps = try #require(ActivationJournal(deploymentFolder: scratch.at("deployment")).read())
        for _ in 0..<2 {
            Activation.undo(steps)
            try expectOld(scratch)
            for name in ["a", "b"] { #expect(try scratch.read("staged/\(name)/f") == "saved") }
        }
    }

    @Test func `where somebody removed what became live, the old is back`() throws {
        let scratch = try ScratchDirectory()
        let activation = try prepare(scratch)
        try activation.perform()
        for name in ["a", "b"] { try Folder.removeTree(scratch.at("live/\(name)")) }
        for _ in 0..<2 {
            Activation.undo(activation.steps)
            try expectOld(scratch)
        }
    }

    @Test(arguments: [false, true])
    func `a file that became folders in each other is back, and none of them stays`(isUsed: Bool) throws {
        let scratch = try ScratchDirectory()
        for (file, text) in [
            "live/m": "old", "live/keep": "", "staged/q": "new", "staged/r": "new", "deployment/x": "",
        ] {
            try scratch.write(file, text)
        }
        var activation = Activation(deploymentFolder: scratch.at("deployment"))
        try activation.remove(scratch.at("live/m"), to: scratch.at("staged/m"))
        try activation.add(scratch.at("live/m/deep/q"), from: scratch.at("staged/q"))
        try activation.add(scratch.at("live/n/deep/r"), from: scratch.at("staged/r"))
        try activation.perform()
        #expect(try scratch.read("live/m/deep/q") == "new")
        if isUsed { try scratch.write("live/m/mine", "mine") }
        Activation.undo(try #require(activation.journal.read()))
        #expect(try scratch.read("live/m") == "old")
        #expect(try Folder.names(in: scratch.at("live")).sorted() == ["keep", "m"])
        // What somebody put there is where the old one was.
        if isUsed { #expect(try scratch.read("staged/m/mine") == "mine") }
    }

    @Test func `a journal of long ago undoes nothing`() throws {
        let scratch = try ScratchDirectory()
        let activation = try prepare(scratch)
        try activation.perform()
        try Folder.removeTree(scratch.at("staged"))
        for name in ["a", "b"] {
            try Folder.removeTree(scratch.at("live/\(name)"))
            try scratch.write("live/\(name)/f", "later")
        }
        Activation.undo(activation.steps)
        for name in ["a", "b"] { #expect(try scratch.read("live/\(name)/f") == "later") }
    }

    @Test func `a cut off journal was never acted upon`() throws {
        let scratch = try ScratchDirectory()
        try scratch.write("deployment/activation.json", "{\"steps\": [")
        #expect(ActivationJournal(deploymentFolder: scratch.at("deployment")).read() == nil)
    }
}
