/// A button for what cannot be taken back: it opens a second one, which says once more what it does.
enum ConfirmedButton {
    /// The button in its form.
    ///
    /// `subject`: what it is about, for whoever does not see where it stands. `id`: of this button alone in its page.
    /// `fields`: what the form sends.
    static func html(
        _ word: String,
        _ subject: String,
        _ question: String,
        id: String,
        action: String,
        fields: [(name: String, value: String)]
    ) -> HTML {
        let hidden = fields.map { field -> HTML in
            "<input type=\"hidden\" name=\"\(exact: field.name)\" value=\"\(exact: field.value)\">"
        }
        return """
            <details class="confirm" id="\(id)"><summary class="button" aria-label="\(word): \(subject)">\(word)</summary>
            <form method="post" action="\(action)">\(hidden)<p>\(question)</p>
            <button class="danger" aria-label="\(word) for good: \(subject)">\(word) for good</button></form></details>
            """
    }
}
