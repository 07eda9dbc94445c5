import JobModel
import Testing

@Suite struct ByteSizeTextTests {
    @Test(arguments: [
        ("0", 0), ("1024", 1024), ("7B", 7), ("64k", 65_536), ("64K", 65_536), ("2M", 2_097_152), ("1G", 1_073_741_824),
        ("1KiB", 1024), ("512MiB", 536_870_912), ("1GiB", 1_073_741_824), ("2TiB", 2_199_023_255_552), ("1kB", 1000),
        ("1KB", 1000), ("3MB", 3_000_000), ("1GB", 1_000_000_000), ("1TB", 1_000_000_000_000),
        ("9223372036854775807", .max),
    ])
    func `reads numbers with a unit`(text: String, bytes: Int) {
        #expect(ByteSizeText.parse(text) == bytes)
    }

    @Test(arguments: [
        "", "B", "MiB", "-1", "-0", "+1", "+1MB", "1.5MB", "1 MB", " 1", "1mb", "1Mb", "1kib", "1PB", "1BB", "٣MB",
        "0x10",
        "9223372036854775808", "8388608TiB", "abc",
    ])
    func `refuses anything else`(text: String) {
        #expect(ByteSizeText.parse(text) == nil)
    }
}
