import TestKit
import Testing

/// Archives that no honest tool makes.
struct HostileArchives {
    struct Case {
        let name: String
        /// A piece of what the refusal must say.
        let says: String
        /// Of a whole site, and of one job.
        let site: String
        let job: String
    }

    /// Makes them in a folder.
    static func make(in scratch: ScratchDirectory) async throws -> [Case] {
        try scratch.write("archives/made", "")
        let result = try await Command.run("python3", ["-"], in: scratch.at("archives"), input: script)
        try #require(result.isSuccess, "\(result.all)")
        return result.output.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { return nil }
            let path = scratch.at("archives/\(parts[0])")
            return Case(name: parts[0], says: parts[1], site: "\(path)-site.zip", job: "\(path)-job.zip")
        }
    }

    private static let script = #"""
        import io, stat, struct, zipfile, zlib, warnings
        warnings.simplefilter('ignore')
        FOLDERS = {'site': 'App_Data/jobs/triggered/hostile/', 'job': ''}

        def case(name, says, build=None, change=None, raw=None, method=zipfile.ZIP_DEFLATED):
            for kind, folder in FOLDERS.items():
                if raw:
                    data = raw(folder)
                else:
                    made = io.BytesIO()
                    with zipfile.ZipFile(made, 'w', method) as z:
                        z.writestr(folder + 'run.sh', 'echo from a zip')
                        build(z, folder)
                    data = made.getvalue()
                if change:
                    data = change(bytearray(data))
                open(f'{name}-{kind}.zip', 'wb').write(data)
            print(f'{name}\t{says}')

        def put(name, text='x', mode=None, outside=False, system=3):
            def build(z, folder):
                i = zipfile.ZipInfo(name if outside else folder + name)
                i.create_system = system
                i.compress_type = z.compression
                i.external_attr = (mode or 0o100644) << 16
                z.writestr(i, text)
            return build

        def several(*builds):
            def build(z, folder):
                for b in builds:
                    b(z, folder)
            return build

        # Names.
        case('dots', 'escaped.sh\\": \\".\\" and \\"..\\" are no names', put('../' * 9 + 'escaped.sh'))
        case('dots-joined', 'are no names', put('../' * 9 + '\u0301escaped.sh'))
        case('backslashes', 'are no names', put('..\\..\\escaped.sh'))
        case('absolute', 'its path is absolute', put('/tmp/escaped.sh', outside=True))
        case('drive', 'its path begins with a drive', put('C:\\escaped.sh', outside=True))
        for index, name in enumerate(['.git/config', '.GIT/config', 'git~1/config', '.git /config', '.g\u200cit/config']):
            case(f'git-{index}', "git's own", put(name))
        case('control', 'control character', put('a\nb'))
        case('not-text', 'is not UTF-8', put('caf\xe9'.replace('\xe9', '?')), lambda d: d.replace(b'caf?', b'caf\xe9'))
        case('long-name', 'more than 255 bytes', put('n' * 256))
        case('long-path', 'more than 1024 bytes', put('n/' * 2000 + 'xxxxxx'))
        case('deep', 'deeper than 64 folders', put('d/' * 64 + 'x'))
        # Names that are there twice.
        case('twice', 'it is there twice', put('run.sh'))
        case('twice-dotted', 'it is there twice', put('./run.sh'))
        case('file-and-folder', 'a folder and a file of one name', several(put('a'), put('a/b')))
        # What is no file.
        case('link', 'it is a link', put('link', '/etc/passwd', stat.S_IFLNK | 0o777))
        case('link-inside', 'it is a link', put('link', 'run.sh', stat.S_IFLNK | 0o777))
        case('link-then-file', 'it is a link', several(put('a', '/tmp', stat.S_IFLNK | 0o777), put('a/escaped.sh')))
        for name, kind in [('device', stat.S_IFCHR), ('disk', stat.S_IFBLK), ('pipe', stat.S_IFIFO), ('socket', stat.S_IFSOCK)]:
            case(name, 'neither a file nor a folder', put(name, '', kind | 0o666))
        # Lies.
        def flags(data, value):
            for signature, place in ((b'PK\3\4', 6), (b'PK\1\2', 8)):
                at = data.find(signature)
                while at >= 0:
                    data[at + place] |= value
                    at = data.find(signature, at + 4)
            return data
        case('encrypted', 'it is encrypted', put('secret'), lambda d: flags(d, 1))
        def turned(data, signature, place):
            data[data.rfind(signature) + place] ^= 1
            return data
        case('checksum', 'it is damaged', put('wrong', 'text' * 100), lambda d: turned(d, b'PK\3\4', 14))
        case('size', 'it is damaged', put('wrong', 'text' * 100), lambda d: turned(d, b'PK\3\4', 22))
        case('listed-size', 'it is damaged', put('wrong', 'text' * 100), lambda d: turned(d, b'PK\1\2', 24))
        case('other-name', 'calls itself', put('one'), lambda d: d[:d.rfind(b'one')] + b'two' + d[d.rfind(b'one') + 3:])
        case('cut', 'no whole zip archive', put('more', 'text' * 5000), lambda d: d[:len(d) // 2])
        case('cut-at-list', 'no whole zip archive', put('more'), lambda d: d[:d.find(b'PK\1\2')])
        case('trailing', 'no whole zip archive', put('more'), lambda d: d + b'garbage')
        case('no-archive', 'no whole zip archive', raw=lambda folder: b'no archive at all')
        case('empty', 'it holds no files', raw=lambda folder: b'PK\5\6' + bytes(18))
        # Too much.
        case('zeros', '200 times larger', put('zeros', bytes(100 * 1024 * 1024)))
        case('zeros-bzip2', '200 times larger', put('zeros', bytes(70 * 1024 * 1024)), method=zipfile.ZIP_BZIP2)
        def parts(name, data, size, checksum, method):
            name = name.encode()
            common = struct.pack('<HHHIIIIHH', 20, 0, method, 0, checksum, len(data), size, len(name), 0)
            return b'PK\3\4' + common + name, b'PK\1\2' + struct.pack('<H', 20) + common + bytes(10), name
        def ended(body, listed, count):
            end = len(body) + len(listed)
            large = b'PK\6\6' + struct.pack('<QHHIIQQQQ', 44, 45, 45, 0, 0, count, count, len(listed), len(body))
            large += b'PK\6\7' + struct.pack('<IQI', 0, end, 1)
            return body + listed + large + b'PK\5\6' + struct.pack('<HHHHIIH', 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0)
        def many(folder):
            body, listed = [], []
            place = 0
            for index in range(100001):
                local, entry, name = parts(f'{folder}{index:06}.sh', b'', 0, 0, 0)
                body.append(local)
                listed.append(entry + struct.pack('<I', place) + name)
                place += len(local)
            return ended(b''.join(body), b''.join(listed), 100001)
        case('many', 'more than 100000 entries', raw=many)
        def overlapping(folder):
            # Each entry's content is the next one's header, quoted, and then that one's content.
            zeros = bytes(2 * 1024 * 1024)
            maker = zlib.compressobj(9, zlib.DEFLATED, -15)
            packed = maker.compress(zeros) + maker.flush()
            plain, tail, places = zeros, packed, []
            for index in reversed(range(100)):
                local, entry, name = parts(f'{folder}{index:03}.sh', packed, len(plain), zlib.crc32(plain), 8)
                tail = local + tail
                places.append((entry, name, len(tail)))
                quoted = struct.pack('<BHH', 0, len(local), 65535 - len(local)) + local
                packed, plain = quoted + packed, local + plain
                tail = quoted[:5] + tail
            body = tail[5:]
            listed = b''.join(entry + struct.pack('<I', len(body) - length) + name for entry, name, length in reversed(places))
            return ended(body, listed, 100)
        case('overlapping', '200 times larger', raw=overlapping)
        case('all', 'neither a file nor a folder', several(put('.git/config'), put('link', 'x', stat.S_IFLNK | 0o777), put('pipe', '', stat.S_IFIFO | 0o666)))

        """#
}
