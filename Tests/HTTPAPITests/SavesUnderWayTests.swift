import Testing

@testable import HTTPAPI

@Suite struct SavesUnderWayTests {
    @Test func `of two who save the same file at once one has to look again`() {
        let saves = SavesUnderWay()
        #expect(saves.begin("a"))
        #expect(!saves.begin("a"))
        #expect(saves.begin("b"))
        saves.end("a")
        #expect(saves.begin("a"))
    }
}
