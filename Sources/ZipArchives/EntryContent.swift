/// What an entry holds, as long as the call lasts that it is given to.
package struct EntryContent {
    package let bytes: UnsafeRawBufferPointer
    /// The same as a deflate stream without a frame, as it lies in the archive; `nil` where it lies there as it is.
    package let deflated: UnsafeRawBufferPointer?
}
