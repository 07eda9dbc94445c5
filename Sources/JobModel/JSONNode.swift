/// A JSON text with the place of every value and key, for complaints that point at the very spot.
package indirect enum JSONNode: Sendable, Hashable {
    case scalar(JSONValue, JSONPlace)
    case array([JSONNode], JSONPlace)
    case object([Member], JSONPlace)

    package struct Member: Sendable, Hashable {
        package let key: String
        package let keyPlace: JSONPlace
        package let value: JSONNode
    }

    package var place: JSONPlace {
        switch self {
        case .scalar(_, let place), .array(_, let place), .object(_, let place): place
        }
    }

    /// The same without the places.
    package var value: JSONValue {
        switch self {
        case .scalar(let value, _): return value
        case .array(let nodes, _): return .array(nodes.map(\.value))
        case .object(let members, _):
            var object = JSONObject()
            for member in members { object.append(member.key, member.value.value) }
            return .object(object)
        }
    }

    /// A word for the kind of value, as complaints name it.
    package var kind: String {
        switch self {
        case .scalar(.null, _): "null"
        case .scalar(.bool, _): "a boolean"
        case .scalar(.number, _): "a number"
        case .scalar(.string, _): "a string"
        case .scalar: "a value"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
