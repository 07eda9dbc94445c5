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

/// A place in a text; both count from 1, the column counts characters (Unicode scalars).
package struct JSONPlace: Sendable, Hashable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// Why a text is not JSON, and where.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    package let place: JSONPlace
    /// What was expected or is wrong, without the place.
    package let reason: String

    package var description: String {
        "line \(place.line), column \(place.column): \(reason)"
    }
}
