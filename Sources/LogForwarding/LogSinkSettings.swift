import HTTPTransfer
import JobModel
package import LinuxSystem

/// Where the settings of a site send the logs of its jobs, besides the files.
package struct LogSinkSettings: Sendable {
    static let journald = "log.journald"
    static let journaldSocket = "log.journald.socket"
    static let endpoint = "log.otlp.endpoint"
    static let headers = "log.otlp.headers"

    /// Names of this host, for a collector.
    package typealias Resource = [(name: String, value: String)]

    package private(set) var receivers: [any LogReceiver] = []
    /// What was misunderstood, one sentence each.
    package private(set) var faults: [String] = []

    package init(_ variables: [String: String], resource: Resource, clock: any TimeSource) {
        readJournald(variables)
        readEndpoint(variables, resource, clock)
    }

    private mutating func readJournald(_ variables: [String: String]) {
        switch variables[Self.journald]?.lowercased() {
        case "1", "true":
            let path = variables[Self.journaldSocket] ?? JournalSocket.defaultPath
            receivers.append(JournalReceiver(path: path))
        case nil, "", "0", "false":
            break
        case let other?:
            faults.append(
                "the setting \(Self.journald) must be true or false, not \"\(other)\"; it counts as not given"
            )
        }
    }

    private mutating func readEndpoint(_ variables: [String: String], _ resource: Resource, _ clock: any TimeSource) {
        guard let text = variables[Self.endpoint], !text.isEmpty else { return }
        do throws(WebURL.Fault) {
            let address = try WebURL(text)
            let base = address.text.hasSuffix("/") ? String(address.text.dropLast()) : address.text
            receivers.append(
                OTLPReceiver(
                    address: "\(base)/v1/logs",
                    headers: HTTPField.list(variables[Self.headers] ?? ""),
                    account: address.user.map { ($0, address.password ?? "") },
                    resource: resource,
                    clock: clock
                )
            )
        } catch {
            faults.append("the setting \(Self.endpoint) is no address: \(error); it counts as not given")
        }
    }
}
