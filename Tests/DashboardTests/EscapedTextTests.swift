import Testing

@testable import Dashboard

@Suite struct EscapedTextTests {
    @Test(arguments: [
        ("<script>", "&lt;script&gt;"), ("a&b", "a&amp;b"), ("\"'", "&quot;&#39;"), ("<\u{301}b>", "&lt;\u{301}b&gt;"),
        ("plain é 漢 🦌", "plain é 漢 🦌"), ("a\tb\nc", "a\tb\nc"), ("\u{1B}[31mred", "␛[31mred"), ("\0", "␀"),
        ("\u{7F}", "␡"),
        ("a\rb", "a␍b"), ("\u{202E}cod.exe", "⟨U+202E⟩cod.exe"), ("\u{2066}x\u{2069}", "⟨U+2066⟩x⟨U+2069⟩"),
        ("\u{85}\u{9B}", "⟨U+0085⟩⟨U+009B⟩"), ("\u{FEFF}a", "⟨U+FEFF⟩a"), ("\u{61C}", "⟨U+061C⟩"),
        ("👩\u{200D}💻", "👩\u{200D}💻"), ("é\u{202E}", "é⟨U+202E⟩"), ("שלום", "שלום"),
    ])
    func `text is shown as what it is`(text: String, shown: String) {
        #expect(EscapedText.of(text) == shown)
        let html: HTML = "<p title=\"\(text)\">\(text)</p>"
        #expect(html.text == "<p title=\"\(shown)\">\(shown)</p>")
    }

    @Test func `only markup goes into markup as it is`() {
        let inner: HTML = "<b>\("<i>")</b>"
        let missing: HTML? = nil
        let html: HTML = "\(inner)\(missing)\([inner, inner])\(if: false, "<hr>")\(if: true, "<br>")\(7)"
        #expect(html.text == "<b>&lt;i&gt;</b><b>&lt;i&gt;</b><b>&lt;i&gt;</b><br>7")
    }

    @Test func `a field's content comes back as it was`() {
        let html: HTML = "<textarea>\(exact: "a\u{202E}b\u{1B}</textarea>")</textarea>"
        #expect(html.text == "<textarea>a\u{202E}b\u{1B}&lt;/textarea&gt;</textarea>")
    }
}
