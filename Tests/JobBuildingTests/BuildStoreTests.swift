import GitHosting
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import JobBuilding

@Suite struct BuildStoreTests {
    private let scratch: ScratchDirectory
    private let store: BuildStore
    private let job: JobID
    private let now = Timestamp(seconds: 2_000_000_000)

    init() throws {
        scratch = try ScratchDirectory()
        store = BuildStore(layout: HomeLayout(home: scratch.path))
        job = JobID(type: .triggered, name: try JobName("report"))
    }

    /// A complete product, last used so many days ago.
    private func make(_ key: String, _ kind: String = "python", days: Int = 0) throws {
        let text = "{\"kind\": \"\(kind)\", \"file\": \"f\", \"inputs\": {}}"
        try scratch.write("data/builds/\(key)/product.json", text)
        try scratch.write("data/builds/\(key)/environment/bin/python", "")
        try Folder.create(scratch.at("data/builds/\(key)/content"))
        let time = timespec(tv_sec: 2_000_000_000 - days * 86_400, tv_nsec: 0)
        utimensat(AT_FDCWD, scratch.at("data/builds/\(key)/product.json"), [time, time], 0)
    }

    private var left: [String] { get throws { try Folder.names(in: scratch.at("data/builds")) } }

    @Test func `a job remembers its latest products, newest first`() throws {
        try store.remember(["aa"], for: job)
        try store.remember(["bb", "cc"], for: job)
        try store.remember(["aa"], for: job)
        #expect(store.keys(of: job) == ["aa", "bb", "cc"])
        for number in 0..<20 { try store.remember(["\(number)"], for: job) }
        #expect(store.keys(of: job).count == BuildStore.rememberedProducts)
        #expect(store.keys(of: job).first == "19")
    }

    @Test func `names that lead elsewhere are none`() throws {
        try scratch.write("data/jobs/triggered/report/.builds", "../../etc\naa\n/b\n\n")
        #expect(store.keys(of: job) == ["aa"])
    }

    @Test func `what no job uses goes after a while, what was cut off at once`() throws {
        for (key, kind, days) in [("a0", "python", 99), ("a1", "python", 99), ("a2", "node", 99), ("b", "python", 13)] {
            try make(key, kind, days: days)
        }
        try make("c", days: 15)
        try store.remember(["a0", "a1", "a2"], for: job)
        try store.prune([job], now: now)
        // The newest of each kind, and what was used lately.
        #expect(try left == ["a0", "a2", "b"])
        try Folder.create(scratch.at("data/builds/d/content"))
        try store.removeUnfinished()
        #expect(try left == ["a0", "a2", "b"])
    }

    @Test func `a product is found with what it was made from`() throws {
        let blob = try TreeHash.blob(Array("x".utf8))
        let need = try #require(BuildNeed.find(["requirements.txt"], in: "in", script: nil).first)
        var product = BuildProduct(
            folder: scratch.at("data/builds/aa"),
            need,
            inputs: [BuildFile(path: "in/requirements.txt", kind: .file, object: blob)]
        )
        product.added = ["made"]
        product.changed = ["old"]
        try Folder.create(product.content)
        try product.write()
        // Without its python it is not whole.
        #expect(store.product("aa") == nil)
        try scratch.write("data/builds/aa/environment/bin/python", "")
        #expect(store.product("aa") == product)
        #expect(product.isMade(from: ["in/requirements.txt": blob, "more": blob]))
        #expect(!product.isMade(from: ["more": blob]))
        try scratch.write("data/builds/aa/product.json", "{\"kind\"")
        #expect(store.product("aa") == nil)
    }
}
