package import JobModel

/// What the site's settings say about notifications; their names begin with `notify.`.
package struct NotificationPolicy: Sendable, Hashable {
    package static let defaultInterval: Duration = .seconds(900)
    package static let defaultLines = 20
    package static let maximumLines = 200

    /// For deployments, and for jobs that name none of their own.
    package private(set) var targets: [NotifyTarget] = []
    /// What messages are signed with; `nil`: they are not.
    package private(set) var secret: String?
    /// Addresses that requests may go to although they are not the internet's.
    package private(set) var allowed: [AddressPrefix] = []
    /// Between two messages about the same trouble.
    package private(set) var interval = Self.defaultInterval
    /// Whom mails are from; `nil` leaves it to the mail program.
    package private(set) var sender: String?
    /// How this host is reached, for links; without a slash at its end.
    package private(set) var baseURL: String?
    /// Lines of the log in a message.
    package private(set) var lines = Self.defaultLines
    /// Before the first retry.
    package private(set) var retryDelay = DeliveryBackoff.defaultDelay
    /// What is wrong with the settings, a sentence each; a setting that is wrong counts as not given.
    package private(set) var faults: [String] = []

    package init(variables: [String: String]) {
        func value(_ name: String) -> String? {
            variables["notify.\(name)"].flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        }
        secret = value("secret")
        readTargets(value)
        readAddresses(value("allow_private"))
        interval = duration("interval", value) ?? interval
        retryDelay = duration("retry_delay", value) ?? retryDelay
        if let text = value("lines") {
            if let count = Int(text), (0...Self.maximumLines).contains(count) {
                lines = count
            } else {
                complain("lines", "\"\(text)\" is no whole number from 0 to \(Self.maximumLines)")
            }
        }
        if let text = value("from") {
            if MailAddress.isPlausible(text) {
                sender = text
            } else {
                complain("from", "\"\(text)\" is no mail address")
            }
        }
        if let text = value("base_url") {
            if let fault = WebAddress.fault(of: text) {
                complain("base_url", fault)
            } else {
                baseURL = text.hasSuffix("/") ? String(text.dropLast()) : text
            }
        }
    }

    /// Whether a request may go to this address.
    package func allows(_ address: IPAddress) -> Bool {
        address.isGlobal || allowed.contains { $0.contains(address) || $0.contains(address.innermost) }
    }

    private mutating func readTargets(_ value: (String) -> String?) {
        let events = readEvents(value("on"))
        for url in Self.words(value("url")) {
            if let fault = WebAddress.fault(of: url) {
                complain("url", fault)
            } else {
                targets.append(NotifyTarget(.url(url), events: events))
            }
        }
        let (mails, faults) = Self.words(value("email")).reduce(into: ([String](), [String]())) { found, word in
            if MailAddress.isPlausible(word) { found.0.append(word) } else { found.1.append(word) }
        }
        for word in faults { complain("email", "\"\(word)\" is no mail address") }
        if !mails.isEmpty { targets.append(NotifyTarget(.email(mails), events: events)) }
        guard let text = value("exec") else { return }
        do throws(ArgumentText.Unclosed) {
            let command = try ArgumentText.split(text)
            targets.append(NotifyTarget(.exec(command, timeout: NotifyTarget.defaultTimeout), events: events))
        } catch {
            complain("exec", "\(error)")
        }
    }

    private mutating func readEvents(_ text: String?) -> Set<HostEventKind> {
        var events: Set<HostEventKind> = []
        for word in Self.words(text) {
            if let event = HostEventKind(rawValue: word) {
                events.insert(event)
            } else {
                let nearest = NearestWord.find(word, among: HostEventKind.allCases.map(\.rawValue))
                complain("on", "unknown event \"\(word)\"" + (nearest.map { ", did you mean \"\($0)\"?" } ?? ""))
            }
        }
        return events.isEmpty ? NotifyTarget.defaultEvents : events
    }

    private mutating func readAddresses(_ text: String?) {
        for word in Self.words(text) {
            switch word {
            case "true", "1": allowed += [AddressPrefix("0.0.0.0/0"), AddressPrefix("::/0")].compactMap(\.self)
            case "false", "0": break
            default:
                guard let prefix = AddressPrefix(word) else {
                    complain("allow_private", "\"\(word)\" is no address, no prefix such as 10.0.0.0/8, and not true")
                    continue
                }
                allowed.append(prefix)
            }
        }
    }

    private mutating func duration(_ name: String, _ value: (String) -> String?) -> Duration? {
        guard let text = value(name) else { return nil }
        if let duration = DurationText.parse(text) { return duration }
        complain(name, "\"\(text)\" is not \(DurationText.forms)")
        return nil
    }

    private mutating func complain(_ name: String, _ reason: String) {
        faults.append("the app setting \"notify.\(name)\" is not taken: \(reason)")
    }

    private static func words(_ text: String?) -> [String] {
        (text ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
    }
}
