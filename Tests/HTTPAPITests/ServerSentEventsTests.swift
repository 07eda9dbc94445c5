import Testing

@testable import HTTPAPI

@Suite struct ServerSentEventsTests {
    @Test(arguments: [
        ("plain", "data: plain\n\n"), ("", "data: \n\n"), ("a\nb", "data: a\ndata: b\n\n"),
        ("a\rb", "data: a\ndata: b\n\n"), ("a\r\nb", "data: a\ndata: b\n\n"), ("a\n", "data: a\ndata: \n\n"),
        ("é", "data: é\n\n"),
    ])
    func `line breaks of every kind stay inside of the event`(_ text: String, _ expected: String) {
        #expect(String(decoding: ServerSentEvents.event(data: text.utf8), as: UTF8.self) == expected)
    }

    @Test func `what is no text is made one`() {
        let bytes = ServerSentEvents.event("x", id: "1", data: [0x61, 0xFF, 0x62])
        #expect(String(validating: bytes, as: UTF8.self) == "event: x\nid: 1\ndata: a\u{FFFD}b\n\n")
    }
}
