import JobModel
import Testing

@Suite struct NearestWordTests {
    private static let words = ["schedule", "is_singleton", "run", "user", "restart", "retries"]

    @Test(arguments: [
        ("schedul", "schedule"), ("Schedule", "schedule"), ("shcedule", "schedule"), ("scheduel", "schedule"),
        ("isSingleton", "is_singleton"), ("rum", "run"), ("urn", "run"), ("users", "user"), ("restrat", "restart"),
        ("ru", "run"),
    ])
    func `finds the word that was meant`(word: String, nearest: String) {
        #expect(NearestWord.find(word, among: Self.words) == nearest)
    }

    @Test(arguments: ["", "xyz", "cron", "environment", "ab"])
    func `stays silent when nothing is near`(word: String) {
        #expect(NearestWord.find(word, among: Self.words) == nil)
    }

    @Test func `of equals the first, of a long text none`() {
        #expect(NearestWord.find("cat", among: ["bat", "hat"]) == "bat")
        #expect(NearestWord.find("cat", among: []) == nil)
        let long = String(repeating: "a", count: 100_000)
        #expect(NearestWord.find(long, among: [long]) == nil)
    }
}
