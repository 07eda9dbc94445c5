/// What starts runs of a triggered job besides its schedule and requests.
package struct TriggerSettings: Sendable, Hashable {
    /// Files whose arrival starts a run.
    ///
    /// Default: none.
    package var files: [FileTrigger] = []
    /// Jobs whose end starts a run.
    ///
    /// Default: none.
    package var after: [AfterTrigger] = []
}

/// Starts a run for every file that comes to lie, complete, in a folder.
package struct FileTrigger: Sendable, Hashable {
    /// Absolute, or relative to the home folder.
    package let folder: String
    /// The names that count; see ``FileNamePattern``.
    package let pattern: FileNamePattern

    package init(folder: String, pattern: FileNamePattern) {
        self.folder = folder
        self.pattern = pattern
    }
}

/// Starts a run when a run of another job has ended.
package struct AfterTrigger: Sendable, Hashable {
    package let job: JobName
    package let condition: Condition
    /// Where it stands in the settings file.
    package let place: JSONPlace

    package init(job: JobName, condition: Condition = .success, place: JSONPlace) {
        self.job = job
        self.condition = condition
        self.place = place
    }

    package enum Condition: String, Sendable, Hashable, CaseIterable {
        case success
        /// The last attempt failed, or the run was lost with the host.
        case failure
        /// Any end, also that of a run that was stopped.
        case finish

        /// Whether a run that ended like this is meant.
        package func matches(_ outcome: RunOutcome) -> Bool {
            switch (self, outcome) {
            case (_, .initializing), (_, .queued), (_, .running), (_, .skipped): false
            case (.finish, _): true
            case (.success, _): outcome == .success
            case (.failure, _): outcome == .failed || outcome == .aborted
            }
        }
    }
}

extension TriggerSettings {
    package static let keys = ["files", "after"]

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        files = reader.list("files", FileTrigger.forms, FileTrigger.init(reading:)) ?? files
        after = reader.list("after", AfterTrigger.forms, AfterTrigger.init(reading:)) ?? after
    }
}

extension FileTrigger {
    static let forms = #"a path such as "inbox/*.csv", or an object like {"folder": "inbox", "pattern": "*.csv"}"#
    package static let keys = ["folder", "pattern"]

    init?(reading element: SettingsReader.Element) {
        switch element {
        case .text(let path, _):
            let cut = path.lastIndex(of: "/")
            let folder = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
            let name = cut.map { String(path[path.index(after: $0)...]) } ?? path
            guard let pattern = FileNamePattern(name) else { return nil }
            self.init(folder: folder, pattern: pattern)
        case .object(let reader):
            reader.warnOfUnknownKeys(Self.keys)
            guard let folder = reader.string("folder"), !folder.isEmpty, !folder.utf8.contains(0),
                let pattern = FileNamePattern(reader.string("pattern") ?? "*")
            else { return nil }
            self.init(folder: folder, pattern: pattern)
        }
    }
}

extension AfterTrigger {
    static let forms = #"the name of a triggered job, or an object like {"job": "import", "on": "success"}"#
    package static let keys = ["job", "on"]

    init?(reading element: SettingsReader.Element) {
        switch element {
        case .text(let name, let place):
            guard let job = try? JobName(name) else { return nil }
            self.init(job: job, place: place)
        case .object(let reader):
            reader.warnOfUnknownKeys(Self.keys)
            guard let job = reader.string("job").flatMap({ try? JobName($0) }) else { return nil }
            self.init(job: job, condition: reader.choice("on", Condition.self) ?? .success, place: reader.place)
        }
    }
}
