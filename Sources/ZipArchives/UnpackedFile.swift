/// A file of an archive that lies on disk now.
package struct UnpackedFile: Sendable, Hashable {
    /// Below the folder it was unpacked to.
    package let path: String
    package let isExecutable: Bool
}
