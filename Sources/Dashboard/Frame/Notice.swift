/// What became of what somebody just did, shown once on the next page.
package struct Notice: Sendable, Hashable {
    package let isFailure: Bool
    package let text: String

    package init(isFailure: Bool = false, _ text: String) {
        self.isFailure = isFailure
        self.text = text
    }

    var html: HTML {
        """
        <p class="notice \(isFailure ? "bad" : "good")">\(Icon.html(isFailure ? .failed : .succeeded))<span>\(text)</span></p>
        """
    }
}
