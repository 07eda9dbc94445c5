import CronSchedule
import JobModel
import LinuxSystem

extension JobInspection {
    mutating func settings(_ inner: String, _ lastGood: JobSettings?) -> JobSettings {
        let file = joined(inner, "settings.job")
        do {
            guard let bytes = try folder.beginning(of: file, limit: JobSettings.maximumSize + 1) else {
                return JobSettings()
            }
            let (settings, found) = JobSettings.parse(bytes, path: joined(path, file))
            problems += found
            return settings ?? lastGood ?? JobSettings()
        } catch {
            add("unreadable", file, "the settings cannot be read: \(error)")
            return lastGood ?? JobSettings()
        }
    }

    mutating func checkSchedule(_ settings: JobSettings, _ inner: String) {
        let file = joined(inner, "settings.job")
        if let text = settings.schedule {
            if id.type == .continuous {
                add(
                    "no_effect",
                    file,
                    "\"schedule\" has no effect on a continuous job; move the folder to triggered/",
                    severity: .warning
                )
            }
            do {
                _ = try CronExpression(text)
            } catch {
                let place = valuePlace("schedule", file)
                problems.append(
                    Problem(
                        code: "bad_schedule",
                        path: joined(path, file),
                        line: place?.line,
                        // The text begins after its opening quote.
                        column: place.map { $0.column + error.column },
                        message: "\"schedule\": \(error)"
                    )
                )
            }
        }
        guard let zone = settings.timeZone else { return }
        do {
            _ = try TimeZoneRules.load(named: zone)
        } catch {
            let place = valuePlace("time_zone", file)
            problems.append(
                Problem(
                    code: "bad_time_zone",
                    path: joined(path, file),
                    line: place?.line,
                    column: place?.column,
                    message: "\"time_zone\": \(error)"
                )
            )
        }
    }

    /// Settings that a triggered job has no use for.
    mutating func checkContinuousSettings(_ settings: JobSettings, _ inner: String) {
        guard id.type == .triggered, let keys = settings.raw.object?.keys else { return }
        let file = joined(inner, "settings.job")
        for key in ["restart", "instances", "ready", "watchdog", "depends_on"] where keys.contains(key) {
            let place = valuePlace(key, file)
            problems.append(
                Problem(
                    .warning,
                    code: "no_effect",
                    path: joined(path, file),
                    line: place?.line,
                    column: place?.column,
                    message: "\"\(key)\" has no effect on a triggered job; it is for continuous ones"
                )
            )
        }
    }

    mutating func checkTriggers(_ settings: JobSettings, _ inner: String) {
        guard id.type == .continuous, !(settings.triggers.files.isEmpty && settings.triggers.after.isEmpty) else {
            return
        }
        add(
            "no_effect",
            joined(inner, "settings.job"),
            "\"triggers\" has no effect on a continuous job; move the folder to triggered/",
            severity: .warning
        )
    }

    mutating func checkUser(_ settings: JobSettings, _ inner: String) {
        guard let name = settings.user, UserAccount(name) == nil else { return }
        let place = settings.userPlace
        problems.append(
            Problem(
                .warning,
                code: "unknown_user",
                path: joined(path, joined(inner, "settings.job")),
                line: place?.line,
                column: place?.column,
                message: "\"user\": there is no user \"\(name)\" on this machine"
            )
        )
    }

    func valuePlace(_ key: String, _ file: String) -> JSONPlace? {
        // Read and parsed a moment ago; if that fails now, the complaint goes without a place.
        guard let bytes = try? folder.beginning(of: file, limit: JobSettings.maximumSize),
            case .object(let members, _)? = try? JSONParser.parse(bytes)
        else { return nil }
        return members.last { $0.key == key }?.value.place
    }
}
