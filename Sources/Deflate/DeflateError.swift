/// Why a stream could not be made or read.
package struct DeflateError: Error, Sendable, Hashable {
    package let reason: String
}
