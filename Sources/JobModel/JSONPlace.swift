/// A place in a text; both count from 1, the column counts characters (Unicode scalars).
package struct JSONPlace: Sendable, Hashable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
