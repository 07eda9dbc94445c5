import Glibc
import Testing

@testable import Accounts

@Suite struct FileVersionTests {
    @Test func `differs as soon as one of the facts does`() {
        var information = stat()
        var versions: Set = [FileVersion(information)]
        information.st_dev = 1
        versions.insert(FileVersion(information))
        information.st_ino = 1
        versions.insert(FileVersion(information))
        information.st_size = 1
        versions.insert(FileVersion(information))
        information.st_mtim.tv_sec = 1
        versions.insert(FileVersion(information))
        information.st_mtim.tv_nsec = 1
        versions.insert(FileVersion(information))
        information.st_ctim.tv_sec = 1
        versions.insert(FileVersion(information))
        information.st_ctim.tv_nsec = 1
        versions.insert(FileVersion(information))
        #expect(versions.count == 8)
    }

    @Test func `reading a file makes no new version`() {
        var information = stat()
        let before = FileVersion(information)
        information.st_atim.tv_sec = 1
        information.st_atim.tv_nsec = 1
        #expect(FileVersion(information) == before)
    }
}
