extension HTTPField {
    /// Reads `name=value,name=value`, as in OpenTelemetry's own variables; what is no header is left out.
    package static func list(_ text: String) -> [HTTPField] {
        text.split(separator: ",").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map { part in
                String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            guard parts.count == 2 else { return nil }
            let field = HTTPField(parts[0], parts[1])
            return field.isValid ? field : nil
        }
    }
}
