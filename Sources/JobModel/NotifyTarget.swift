/// One who wants to hear of what happens, by which means, and of what.
package struct NotifyTarget: Sendable, Hashable {
    package enum Means: Sendable, Hashable {
        /// A POST to this address.
        case url(String)
        /// A command that gets the event on its standard input.
        case exec([String], timeout: Duration)
        /// A mail through the system's `sendmail`.
        case email([String])
    }

    package let means: Means
    package let events: Set<HostEventKind>

    package init(_ means: Means, events: Set<HostEventKind> = NotifyTarget.defaultEvents) {
        self.means = means
        self.events = events
    }

    /// What somebody wants to hear of who does not say it.
    package static let defaultEvents: Set<HostEventKind> = [
        .failed, .recovered, .missed, .crashLooping, .problem, .problemCleared, .deploymentFailed,
    ]

    /// How long a command may take that does not say it, and how long at most.
    package static let defaultTimeout: Duration = .seconds(30)
    package static let maximumTimeout: Duration = .seconds(600)
}

extension NotifyTarget {
    static let forms =
        #"an address such as "https://example.com/hook", or an object with one of "url", "exec" and "email""#
    package static let keys = ["url", "exec", "email", "on", "timeout"]

    init?(reading element: SettingsReader.Element) {
        switch element {
        case .text(let text, _):
            guard WebAddress.fault(of: text) == nil else { return nil }
            self.init(.url(text))
        case .object(let reader):
            reader.warnOfUnknownKeys(Self.keys)
            let given = ["url", "exec", "email"].filter { reader.node($0) != nil }
            guard given.count == 1, let means = Self.means(given[0], reader) else { return nil }
            let events = reader.words("on", HostEventKind.self)
            self.init(means, events: events.map { Set($0) } ?? Self.defaultEvents)
        }
    }

    private static func means(_ key: String, _ reader: SettingsReader) -> Means? {
        switch key {
        case "url":
            return reader.webAddress("url").map(Means.url)
        case "exec":
            guard let command = reader.strings("exec"), command.first?.isEmpty == false else { return nil }
            let timeout = reader.duration("timeout") ?? defaultTimeout
            if timeout > maximumTimeout || timeout <= .zero {
                reader.complain(about: "timeout", "wrong_value", "a command gets at most 10m; it is ignored")
                return .exec(command, timeout: defaultTimeout)
            }
            return .exec(command, timeout: timeout)
        default:
            let addresses = reader.node("email")?.value.string.map { [$0] } ?? reader.strings("email") ?? []
            for address in addresses where !MailAddress.isPlausible(address) {
                reader.complain(about: "email", "wrong_value", "\"\(address)\" is no mail address; the list is ignored")
                return nil
            }
            return addresses.isEmpty ? nil : .email(addresses)
        }
    }
}
