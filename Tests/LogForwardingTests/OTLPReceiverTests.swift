import JobModel
import ProcessSupervision
import Testing

@testable import HTTPTransfer
@testable import LogForwarding

/// What a collector's answers mean, and what it is sent.
@Suite struct OTLPReceiverTests {
    private func meaning(_ status: Int, _ body: String = "", retryAfter: String? = nil) -> ReceiverAnswer {
        let headers = retryAfter.map { [HTTPField("retry-after", $0)] } ?? []
        let answer = TransferAnswer(status: status, reason: "Words", headers: headers, body: Array(body.utf8))
        return OTLPReceiver.meaning(of: answer, records: 5)
    }

    @Test(arguments: [
        "", "{}", "no JSON", #"{"partialSuccess": {}}"#, #"{"partialSuccess": {"rejectedLogRecords": 0}}"#,
    ])
    func `all is taken`(_ body: String) {
        #expect(meaning(200, body) == .taken)
    }

    @Test(arguments: [("2", 2), (#""3""#, 3), (#""99""#, 5), ("-1", 0)])
    func `a part is refused`(_ number: String, _ refused: Int) {
        let answer = meaning(200, #"{"partialSuccess": {"rejectedLogRecords": \#(number), "errorMessage": "old"}}"#)
        #expect(answer == .done(refused: refused, reason: refused > 0 ? "it answers 200 Words: old" : ""))
    }

    @Test(arguments: [429, 502, 503, 504, 302], [nil, "7", "soon", "-3"] as [String?])
    func `some troubles pass`(_ status: Int, _ retryAfter: String?) {
        let wait: Duration? = retryAfter == "7" ? .seconds(7) : retryAfter == "-3" ? .zero : nil
        #expect(
            meaning(status, retryAfter: retryAfter)
                == .failed(taken: 0, reason: "it answers \(status) Words", wait: wait)
        )
    }

    @Test(arguments: [400, 401, 404, 413, 500, 501])
    func `what else is wrong will be wrong again`(_ status: Int) {
        #expect(meaning(status) == .done(refused: 5, reason: "it answers \(status) Words"))
    }

    @Test func `a record has its line's time, words and owner`() throws {
        let log = WrittenLog(job: try #require(JobID(path: "continuous/a")), path: "/x")
        let line = Array("[2031-02-03T04:05:06.789Z > a1b2c3: SYS WARN] so".utf8)
        let logs = OTLPLogs(
            records: [LogRecord(line[...], of: log)],
            observed: Timestamp(nanoseconds: 5),
            resource: [("host.name", "h")]
        )
        let expected = """
            {"resourceLogs": [{"resource": {"attributes": [{"key": "host.name", "value": {"stringValue": "h"}}]},
            "scopeLogs": [{"scope": {"name": "nyala", "version": "\(ProgramVersion.text)"}, "logRecords": [
            {"observedTimeUnixNano": "5", "timeUnixNano": "1927857906789000000", "severityNumber": 13,
            "severityText": "WARN", "body": {"stringValue": "so"}, "attributes": [
            {"key": "nyala.job", "value": {"stringValue": "a"}},
            {"key": "nyala.job.type", "value": {"stringValue": "continuous"}},
            {"key": "nyala.instance", "value": {"stringValue": "a1b2c3"}},
            {"key": "nyala.stream", "value": {"stringValue": "host"}}]}]}]}]}
            """
        #expect(try logs.json.serialized() == JSONValue.parse(Array(expected.utf8)).serialized())
    }
}
