import JobModel

/// Takes apart what the host says of a debug session: one JSON object in each line, and empty lines between.
struct DebugLines {
    private var rest: [UInt8] = []

    mutating func take(_ bytes: [UInt8]) -> [JSONValue] {
        rest += bytes
        var values: [JSONValue] = []
        while let end = rest.firstIndex(of: 10) {
            // What is no JSON is of a host that says more than is known here.
            if end > 0, let value = try? JSONValue.parse(Array(rest[..<end])) { values.append(value) }
            rest.removeSubrange(...end)
        }
        return values
    }
}
