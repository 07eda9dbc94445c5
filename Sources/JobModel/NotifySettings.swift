/// Who wants to hear of what happens to a job.
package struct NotifySettings: Sendable, Hashable {
    /// Default: what the site's settings say; an empty list is nobody.
    package var targets: [NotifyTarget]?
    /// Called when a run begins, succeeds and fails, for a service that notices when it is not.
    ///
    /// Default: none.
    package var pingURL: String?

    package init() {}
}

extension NotifySettings {
    init(reading reader: SettingsReader) {
        targets = reader.list("notify", NotifyTarget.forms, NotifyTarget.init(reading:))
        pingURL = reader.webAddress("ping_url")
    }
}
