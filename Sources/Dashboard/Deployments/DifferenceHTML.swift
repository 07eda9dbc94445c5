/// The difference of files as git shows it: signs at the beginning of the lines, so that colour is not all there is.
struct DifferenceHTML {
    let difference: SiteDifference

    /// Files that are open at first; more would hide each other.
    private static let openFiles = 12

    var html: HTML {
        guard !difference.files.isEmpty else { return "<p class=\"none\">No file differs.</p>" }
        let more: HTML? =
            difference.furtherFiles == 0 && difference.files.allSatisfy { $0.furtherLines == 0 }
            ? nil
            : """
            <div class="cut">\(if: difference.furtherFiles > 0, "<p>\(difference.furtherFiles) further files differ and are not shown.</p>")
            <p>To see all of it, on the server:</p><pre tabindex="0">\(difference.command)</pre></div>
            """
        return "<div class=\"files\">\(difference.files.enumerated().map(file))</div>\(more)"
    }

    private func file(_ index: Int, _ file: SiteDifference.File) -> HTML {
        let isOpen = index < Self.openFiles
        let tally: HTML = """
            \(if: file.added > 0, " <span class=\"good\">+\(file.added)</span>")\(
            if: file.removed > 0, " <span class=\"bad\">−\(file.removed)</span>")
            """
        return """
            <details id="file-\(index)"\(if: isOpen, " open")><summary><code>\(line: file.path)</code> \
            <span class="tag">\(file.change.rawValue)</span>\(tally)</summary>\(content(file))</details>

            """
    }

    private func content(_ file: SiteDifference.File) -> HTML {
        if let obstacle = file.obstacle { return "<p class=\"muted\">\(obstacle)</p>" }
        guard !file.lines.isEmpty else {
            return file.furtherLines > 0
                ? Self.cut(file.furtherLines)
                : "<p class=\"muted\">Only whether it can be executed differs, or it is empty.</p>"
        }
        return """
            <pre class="difference" tabindex="0" aria-label="What differs in \(line: file.path)">\(file.lines.map(line))</pre>\
            \(if: file.furtherLines > 0, Self.cut(file.furtherLines))
            """
    }

    private static func cut(_ lines: Int) -> HTML {
        "<p class=\"cut\">… \(lines) further lines of this file are not shown</p>"
    }

    private func line(_ line: SiteDifference.Line) -> HTML {
        let number: HTML? = line.number.map { " data-line=\"\($0)\"" }
        return switch line.kind {
        case .same: "<span\(number)> \(line.text)\n</span>"
        case .added: "<ins\(number)>+\(line.text)\n</ins>"
        case .removed: "<del\(number)>-\(line.text)\n</del>"
        case .place: "<b>\(line.text)\n</b>"
        }
    }
}
