import TestKit
import Testing

/// Commits whose trees no working copy could hold, made object by object.
struct HostileTrees {
    /// Makes them as branches of a clone, each on top of its `main`, and returns the branches with a piece of what the
    /// refusal must say; nothing where git itself may be the one that refuses.
    static func make(in clone: GitClone) async throws -> [(branch: String, says: String)] {
        let result = try await Command.run("python3", ["-"], in: clone.path, input: script)
        try #require(result.isSuccess, "\(result.all)")
        return result.output.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
    }

    private static let script = #"""
        import hashlib, os, subprocess, zlib

        def put(kind, data):
            whole = b'%s %d\0' % (kind.encode(), len(data)) + data
            name = hashlib.sha1(whole).hexdigest()
            path = f'.git/objects/{name[:2]}/{name[2:]}'
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if not os.path.exists(path):
                open(path, 'wb').write(zlib.compress(whole, 1))
            return name

        def tree(*entries):
            data = []
            for mode, name, sha in entries:
                name = name if isinstance(name, bytes) else name.encode()
                data.append(mode.encode() + b' ' + name + b'\0' + bytes.fromhex(sha))
            return put('tree', b''.join(data))

        FILE, LINK, DIR, MODULE = '100644', '120000', '40000', '160000'
        parent = subprocess.check_output(['git', 'rev-parse', 'main'], text=True).strip()
        script = subprocess.check_output(['git', 'rev-parse', 'main:App_Data/jobs/continuous/job/run.sh'], text=True).strip()
        x = put('blob', b'x')

        def blob(text):
            return put('blob', text if isinstance(text, bytes) else text.encode())

        def link(name, target):
            return (LINK, name, blob(target))

        def folder(name, *entries):
            return (DIR, name, tree(*entries))

        def case(branch, says, *entries):
            commit = f'tree {tree(*entries)}\nparent {parent}\nauthor E <e@localhost> 1 +0000\ncommitter E <e@localhost> 1 +0000\n\n{branch}\n'
            open(f'.git/refs/heads/{branch}', 'w').write(put('commit', commit.encode()) + '\n')
            print(f'{branch}\t{says}')

        def site(*in_job, beside=()):
            job = folder('job', *in_job, (FILE, 'run.sh', script))
            return folder('App_Data', folder('jobs', folder('continuous', *beside, job)))

        # Paths.
        case('dots', '../escaped: ', folder('..', (FILE, 'escaped', x)), site())
        case('dots-in-job', 'job/../../x/run.sh: ', site(folder('..', folder('..', folder('x', (FILE, 'run.sh', x))))))
        case('dot', 'job/./x: ', site(folder('.', (FILE, 'x', x))))
        case('joined', 'escaped: "." and ".." are no names', folder('..', (FILE, '\u0301escaped', x)), site())
        case('slash', '../../escaped: ', (FILE, '../../escaped', x), site())
        case('absolute', '/tmp/escaped: ', (FILE, '/tmp/escaped', x), site())
        case('no-name', '', (FILE, '', x), site())
        for index, name in enumerate(['.git', '.GIT', 'git~1', '.git ', '.git.', '.g\u200cit', '.git::$INDEX_ALLOCATION']):
            case(f'git-{index}', "git's own", site(folder(name, (FILE, 'config', x))))
        case('git-file', '.git: ', site((FILE, '.git', blob('gitdir: /'))))
        case('control', r'a\nb: its name has a control character', site((FILE, 'a\nb', x)))
        case('escape', r'\u{1B}[2J: its name has a control character', site((FILE, '\x1b[2J', x)))
        case('not-text', 'its name is not UTF-8', site((FILE, b'caf\xe9', x)))
        case('not-text-folder', 'its name is not UTF-8', site((DIR, b'caf\xe9', tree((FILE, 'a', x)))))
        case('long-name', 'has more than 255 bytes', site((FILE, 'n' * 256, x)))
        def deep(name, count, inner):
            for _ in range(count):
                inner = folder(name, inner)
            return inner
        case('long-path', 'path has more than 2048 bytes', site(deep('n' * 250, 16, (FILE, 'x', x))))
        case('deep', 'deeper than 128 folders', site(deep('d', 200, (FILE, 'x', x))))
        case('deeper', 'deeper than 512 folders', site(deep('d', 1000, (FILE, 'x', x))))
        case('deepest', 'deeper than 512 folders', site(deep('d', 4000, (FILE, 'x', x))))
        # Names that are there twice.
        case('twice', 'a: its name is there twice', site((FILE, 'a', x), (FILE, 'a', script)))
        case('file-and-folder', 'a: its name is there twice', site((FILE, 'a', x), folder('a', (FILE, 'b', x))))
        case('link-and-folder', 'a: its name is there twice', site(link('a', '/tmp'), folder('a', (FILE, 'escaped', x))))
        # Links.
        case('link-absolute', 'job/etc: it is a link with an absolute path', site(link('etc', '/etc')))
        case('link-out', 'job/out: it is a link that leads out', site(link('out', '..')))
        case('link-out-deep', 'job/a/out: it is a link that leads out', site(folder('a', link('out', '../../other'))))
        case('link-through', 'job/out: it is a link with ".." behind a name', site(link('out', 'a/../..'), folder('a', (FILE, 'x', x))))
        case('link-chain', 'job/z/out: it is a link with ".." behind a name', site(folder('d', link('up', '..')), folder('z', link('out', '../d/up/../secret'))))
        case('link-cut', 'job/out: it is a link', site(link('out', b'run.sh\0/../../..')))
        case('link-empty', 'job/out: it is a link that says nothing', site(link('out', '')))
        case('link-long', 'job/out: it is a link that says nothing, or more than 4095', site(link('out', './' * 2500 + 'run.sh')))
        case('link-beside', 'x: it is a link outside of the jobs', link('x', 'App_Data'), site())
        case('link-site', 'App_Data: it is a link outside of the jobs', link('App_Data', '../../data'))
        case('link-job', 'continuous/other: it is a link outside of the jobs', site(beside=(link('other', 'job'),)))
        # What is no file.
        case('module', 'job/library: it is a submodule', site((MODULE, 'library', parent)))
        case('module-beside', 'library: it is a submodule', (MODULE, 'library', parent), site())
        case('no-file', '', site((FILE, 'odd', tree((FILE, 'x', x)))))
        case('not-there', '', site((FILE, 'odd', 'ab' * 20)))
        # Too much.
        bomb = (FILE, 'x', x)
        for _ in range(10):
            bomb = (DIR, 'x', tree(*[(bomb[0], f'{index}', bomb[2]) for index in range(10)]))
        case('bomb', 'more than 250000 files and folders', site(bomb))
        case('many', '100001 files differ, at most 100000 may', site(*[(FILE, f'{index:06}', x) for index in range(100000)]), (FILE, 'z', x))
        zeros = blob(bytes(50 * 1024 * 1024))
        case('huge', 'bytes, at most 4294967296 may be', site(*[(FILE, f'{index:06}', zeros) for index in range(82)]))
        # All at once.
        all = [folder('.git', (FILE, 'config', x)), link('etc', '/etc'), (MODULE, 'library', parent)]
        case('all', 'refused because of 3 problems', site(*all))

        """#
}
