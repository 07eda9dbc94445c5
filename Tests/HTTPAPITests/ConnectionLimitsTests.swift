import NIOHTTP1
import SiteSettings
import Testing

@testable import HTTPAPI

@Suite struct ConnectionLimitsTests {
    private func limits(_ variables: [String: String]) -> ConnectionLimits {
        ConnectionLimits(AppSettings(variables: variables))
    }

    @Test func `the site's settings say how much a client may take`() {
        let limits = limits([
            "http.header_timeout": "5s", "http.idle_timeout": "1m", "http.body_timeout": "250ms",
            "http.read_timeout": "7", "http.max_connections": "3", "http.max_connections_per_address": "2",
        ])
        #expect(limits.headers == .seconds(5))
        #expect(limits.idle == .seconds(60))
        #expect(limits.body == .milliseconds(250))
        #expect(limits.reading == .seconds(7))
        #expect(limits.connections == 3)
        #expect(limits.connectionsPerAddress == 2)
        #expect(limits.countsThisMachine)
    }

    @Test(arguments: ["", "0", "-1", "soon", "1e9"])
    func `what makes no sense changes nothing`(text: String) {
        let names = [
            "header_timeout", "idle_timeout", "body_timeout", "read_timeout", "max_connections",
            "max_connections_per_address",
        ]
        let pairs = names.map { ("http.\($0)", text) }
        #expect(limits(Dictionary(uniqueKeysWithValues: pairs)) == ConnectionLimits())
    }

    @Test func `connections are counted by address and in all`() {
        let ledger = ConnectionLedger()
        let limits = limits(["http.max_connections": "3", "http.max_connections_per_address": "2"])
        #expect(ledger.enter("10.0.0.1", limits) == .welcome)
        #expect(ledger.enter("10.0.0.1", limits) == .welcome)
        #expect(ledger.enter("10.0.0.1", limits) == .tooManyFromAddress)
        #expect(ledger.enter("10.0.0.2", limits) == .welcome)
        #expect(ledger.enter("10.0.0.3", limits) == .tooMany)
        ledger.leave("10.0.0.1")
        #expect(ledger.enter("10.0.0.1", limits) == .welcome)
        #expect(ledger.total == 3)
    }

    @Test func `what is on this machine counts by address only where the setting is made`() {
        var few = ConnectionLimits()
        few.connectionsPerAddress = 1
        for address in ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"] {
            let ledger = ConnectionLedger()
            #expect(ledger.enter(address, few) == .welcome)
            #expect(ledger.enter(address, few) == .welcome)
        }
        let ledger = ConnectionLedger()
        #expect(ledger.enter("192.0.2.1", few) == .welcome)
        #expect(ledger.enter("192.0.2.1", few) == .tooManyFromAddress)
    }

    static let heads: [(HTTPVersion, [(String, String)], Bool)] = [
        (.http1_1, [("Host", "a")], true), (.http1_1, [("host", "a.example:8080")], true),
        (.http1_1, [("Host", "[::1]:80")], true), (.http1_1, [("Host", "")], true), (.http1_0, [], true),
        (.http1_1, [("Host", "a"), ("Transfer-Encoding", "chunked")], true),
        (.http1_1, [("Host", "a"), ("Transfer-Encoding", "Chunked")], true),
        (.http1_1, [], false), (.http1_1, [("Host", "a"), ("Host", "a")], false),
        (.http1_1, [("Host", "a"), ("hOST", "b")], false), (.http1_1, [("Host", "a/b")], false),
        (.http1_1, [("Host", "a b")], false), (.http1_1, [("Host", "a,b")], false), (.http1_1, [("Host", "ü")], false),
        (.http1_1, [("Host", "a"), ("Transfer-Encoding", "gzip, chunked")], false),
        (.http1_1, [("Host", "a"), ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")], false),
        (.http1_1, [("Host", "a"), ("Transfer-Encoding", "chunked"), ("Content-Length", "1")], false),
        (.http1_0, [("Transfer-Encoding", "chunked")], false), (.http1_0, [("Host", "a"), ("Host", "b")], false),
    ]

    @Test(arguments: heads.indices)
    func `a head that can be understood in two ways is refused`(index: Int) {
        let (version, headers, isTaken) = Self.heads[index]
        let head = HTTPRequestHead(version: version, method: .GET, uri: "/", headers: HTTPHeaders(headers))
        #expect((HeadRules.fault(head) == nil) == isTaken)
    }
}
