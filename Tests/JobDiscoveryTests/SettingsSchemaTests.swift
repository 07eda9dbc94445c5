import JobModel
import LinuxSystem
import Testing

/// `docs/settings.schema.json`, which editors use, says the same as the parser.
@Suite struct SettingsSchemaTests {
    private static let groups: [String: [String]] = [
        "history": HistorySettings.keys, "limits": LimitSettings.keys, "log": LogSettings.keys,
        "ready": ReadySettings.keys, "restart": RestartSettings.keys, "retries": RetrySettings.keys,
        "sandbox": SandboxSettings.keys, "triggers": TriggerSettings.keys, "watch": WatchSettings.keys,
    ]

    @Test func `it describes every key and no other`() throws {
        let properties = try Self.properties()
        #expect(Set(properties.keys) == Set(JobSettings.keys))
        for (group, keys) in Self.groups {
            let inner = try #require(properties[group]?.object?["properties"]?.object)
            #expect(Set(inner.keys) == Set(keys), "\(group)")
        }
    }

    @Test func `every example is taken by the parser`() throws {
        for member in try Self.properties().members {
            let examples = try #require(member.value.object?["examples"]?.array, "\(member.key) has no example")
            for example in examples {
                let text = JSONValue.object([member.key: example]).serialized()
                let (_, problems) = JobSettings.parse(text, path: "settings.job")
                #expect(problems.allSatisfy { $0.code == "no_effect" }, "\(problems)")
            }
        }
    }

    @Test func `it says of every key without effect that it has none`() throws {
        let properties = try Self.properties()
        for key in JobSettings.keysWithoutEffect { try Self.expectNoEffect(properties[key], key) }
    }

    @Test func `it knows the parts of those who are told, and every event`() throws {
        let target = try #require(try Self.properties()["notify"]?["items"]?["anyOf"]?.array?.last)
        #expect(Set(target["properties"]?.object?.keys ?? []) == Set(NotifyTarget.keys))
        let events = target["properties"]?["on"]?["items"]?["enum"]?.array?.compactMap(\.string)
        #expect(events == HostEventKind.allCases.map(\.rawValue))
    }

    private static func expectNoEffect(_ property: JSONValue?, _ key: String) throws {
        let description = try #require(property?.object?["description"]?.string, "\(key)")
        #expect(description.hasSuffix("No effect in this version."), "\(key)")
    }

    private static func properties() throws -> JSONObject {
        // …/Tests/JobDiscoveryTests/SettingsSchemaTests.swift
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let bytes = try #require(try FileContents.read("\(root)/docs/settings.schema.json"))
        return try #require(try JSONValue.parse(bytes).object?["properties"]?.object)
    }
}
