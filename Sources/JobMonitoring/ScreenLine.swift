/// One line of a terminal: text in which nothing steers the terminal, and how it looks.
package struct ScreenLine: Sendable, Hashable {
    package enum Style: String, Sendable {
        case plain = ""
        case strong = "1"
        case faint = "2"
        case bad = "31"
        case turned = "7"
    }

    package let text: String
    package let style: Style

    /// Cut to as many cells as there are.
    package init(_ text: String, _ style: Style = .plain, width: Int) {
        self.text = Self.fitted(Self.shown(text), width)
        self.style = style
    }

    /// What would steer the terminal, or turn the direction of writing, is written out.
    static func shown(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                shown += scalar == "\t" ? "    " : scalar.escaped(asASCII: true)
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    static func fitted(_ text: String, _ width: Int) -> String {
        guard cells(text) > width else { return text }
        guard width > 0 else { return "" }
        var (kept, used) = (String.UnicodeScalarView(), 0)
        for scalar in text.unicodeScalars {
            let cells = cells(scalar)
            guard used + cells < width else { break }
            kept.append(scalar)
            used += cells
        }
        return String(kept) + "…"
    }

    /// With blanks up to a width.
    static func column(_ text: String, _ width: Int) -> String {
        let fitted = fitted(shown(text), width)
        return fitted + String(repeating: " ", count: max(0, width - cells(fitted)))
    }

    static func cells(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + cells($1) }
    }

    /// How many cells terminals give to it.
    private static func cells(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
