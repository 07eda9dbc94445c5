import JobModel

/// The content of `site/settings.json`: names and values in their order, and whatever else somebody wrote there.
struct SettingsDocument: Sendable, Hashable {
    /// Why a text is no settings file.
    struct Fault: Error, Sendable, Hashable, CustomStringConvertible {
        let description: String
    }

    private(set) var object: JSONObject

    init() {
        object = [:]
    }

    init(parsing bytes: [UInt8]) throws(Fault) {
        let value: JSONValue
        do {
            value = try JSONValue.parse(bytes)
        } catch {
            throw Fault(description: "\(error)")
        }
        guard let object = value.object else { throw Fault(description: "the settings must be a JSON object") }
        self.object = object
    }

    /// Numbers and booleans count as their text, `null` as missing; in the file's order.
    func values() throws(Fault) -> [(name: String, value: String)] {
        var values: [(name: String, value: String)] = []
        for member in object.members {
            switch member.value {
            case .string(let text): values.append((member.key, text))
            case .number(let number): values.append((member.key, number.text))
            case .bool(let isOn): values.append((member.key, isOn ? "true" : "false"))
            case .null: break
            case .array, .object:
                throw Fault(description: "the value of \"\(member.key)\" must be a string")
            }
        }
        return values
    }

    mutating func apply(_ edit: SettingEdit) {
        switch edit {
        case .set(let name, let value): object[name] = .string(value)
        case .remove(let name): object[name] = nil
        }
    }

    func serialized() -> [UInt8] {
        JSONValue.object(object).serialized(pretty: true) + [10]
    }
}
