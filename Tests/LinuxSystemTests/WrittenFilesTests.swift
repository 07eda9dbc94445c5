import Glibc
import LinuxSystem
import TestKit
import Testing

@Suite struct WrittenFilesTests {
    @Test func `a file is being written while anybody has it open for writing`() throws {
        let scratch = try ScratchDirectory()
        try scratch.write("file", "1")
        let path = scratch.at("file")
        #expect(!WrittenFiles.isBeingWritten(path))
        let reader = open(path, O_RDONLY)
        #expect(!WrittenFiles.isBeingWritten(path))
        let writer = open(path, O_WRONLY | O_APPEND)
        #expect(WrittenFiles.isBeingWritten(path))
        close(writer)
        #expect(!WrittenFiles.isBeingWritten(path))
        close(reader)
        #expect(!WrittenFiles.isBeingWritten(scratch.at("nothing")))
    }
}
