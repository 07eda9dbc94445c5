/// A job that another one waits for before it is started.
package struct Dependency: Sendable, Hashable {
    package let job: JobName
    /// Where it stands in the settings file.
    package let place: JSONPlace

    package init(job: JobName, place: JSONPlace) {
        self.job = job
        self.place = place
    }
}

extension Dependency {
    static let form = "the name of a continuous job"

    init?(reading element: SettingsReader.Element) {
        guard case .text(let text, let place) = element, let job = try? JobName(text) else { return nil }
        self.init(job: job, place: place)
    }
}
