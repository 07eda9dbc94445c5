import JobModel
import Testing

@testable import HTTPAPI

@Suite struct ARMEnvelopeTests {
    private static let sitePath = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/shop"

    static let things: [(String, [String], String, String)] = [
        ("\(sitePath)/triggeredwebjobs/report", ["x"], "shop/report", "Microsoft.Web/sites/triggeredwebjobs"),
        ("\(sitePath)/slots/test/webjobs/report", ["x"], "shop/test/report", "Microsoft.Web/sites/slots/webjobs"),
        (
            "/api/jobs/triggered/report", ["triggeredwebjobs", "report"], "mine/report",
            "Microsoft.Web/sites/triggeredwebjobs"
        ),
        ("/other", ["deployments", "1"], "mine/1", "Microsoft.Web/sites/deployments"),
    ]

    @Test(arguments: things)
    func `names and types follow from the id, else from the path below the site`(
        id: String,
        path: [String],
        name: String,
        type: String
    ) {
        let envelope = ARMEnvelope(id: id, location: "West Somewhere", site: "mine")
        let value = envelope.object(.object(["a": .integer(1)]), path)
        #expect(value["id"]?.string == id)
        #expect(value["name"]?.string == name)
        #expect(value["type"]?.string == type)
        #expect(value["location"]?.string == "West Somewhere")
        #expect(value["properties"]?["a"]?.integer == 1)
    }

    @Test func `the ids of a list's items are the list's with their names behind it`() {
        let envelope = ARMEnvelope(id: "\(Self.sitePath)/triggeredwebjobs", location: "here", site: "mine")
        let list = envelope.list([(name: "report", properties: .null)], ["triggeredwebjobs"])["value"]?.array ?? []
        #expect(list.map { $0["id"]?.string } == ["\(Self.sitePath)/triggeredwebjobs/report"])
        #expect(list.map { $0["name"]?.string } == ["shop/report"])
    }
}
