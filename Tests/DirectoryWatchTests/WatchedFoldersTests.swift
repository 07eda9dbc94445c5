import JobModel
import Testing

@testable import DirectoryWatch

@Suite struct WatchedFoldersTests {
    private let job = JobFolder(type: .continuous, name: "a")
    private let other = JobFolder(type: .continuous, name: "b")

    @Test func `removing a folder ends the watches below it and no others`() {
        var folders = WatchedFolders()
        folders.add(1, .job(job, path: ""))
        folders.add(2, .job(job, path: "src"))
        folders.add(3, .job(job, path: "src/deep"))
        folders.add(4, .job(job, path: "src2"))
        folders.add(5, .job(other, path: ""))
        #expect(Set(folders.removeTree(job, "src")) == [2, 3])
        #expect(folders[4] == .job(job, path: "src2"))
        #expect(Set(folders.removeTree(job)) == [1, 4])
        #expect(!folders.contains(job))
        #expect(folders.contains(other))
    }

    @Test func `a folder that moved keeps its number under its new place`() {
        var folders = WatchedFolders()
        folders.add(1, .job(job, path: "old"))
        folders.add(1, .job(job, path: "new"))
        #expect(folders[1] == .job(job, path: "new"))
        #expect(folders.removeTree(job, "old").isEmpty)
        #expect(folders.removeTree(job, "new") == [1])
    }

    @Test func `a watch that the kernel ended is forgotten`() {
        var folders = WatchedFolders()
        folders.add(1, .job(job, path: ""))
        folders.remove(1)
        folders.remove(7)
        #expect(folders[1] == nil)
        #expect(!folders.contains(job))
    }

    @Test func `everything can be ended at once`() {
        var folders = WatchedFolders()
        folders.add(1, .type("continuous"))
        folders.add(2, .job(job, path: ""))
        #expect(Set(folders.removeAll()) == [1, 2])
        #expect(folders.all.isEmpty)
    }
}
