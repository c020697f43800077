// Files as a whole: their size, their bytes, what other systems put at their beginning.
import type { ConfigByHand } from './by-hand.ts'

const asSsh = (name: string, config: string | Buffer, target?: string): ConfigByHand => ({
  name,
  config,
  expected: 'as ssh',
  ...(target === undefined ? {} : { target }),
})

const refused = (name: string, config: string | Buffer, refusedFor: string): ConfigByHand => ({
  name,
  config,
  expected: { refusedFor },
})

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))

const wide = 'Host web\n  User a\n'

const takenWithUser = (name: string, config: string): ConfigByHand => ({
  name,
  config,
  expected: { taken: { user: 'a' } },
})

export const oddFiles: readonly ConfigByHand[] = [
  // What editors of Windows put there, and ssh stumbles over.
  takenWithUser('a mark of byte order', `\u{feff}${wide}`),
  takenWithUser('a mark of byte order on a line of its own', `\u{feff}\n${wide}`),
  asSsh('CRLF', 'Host web\r\n  User a\r\n  Port 7\r\n'),
  asSsh('CRLF and LF', 'Host web\r\n  User a\n  Port 7\r\n'),
  asSsh('CRLF without the last', 'Host web\r\n  User a\r'),
  asSsh('CRLF in quotes', 'User "a"\r\n'),
  asSsh('an empty line with a carriage return', 'Host web\r\n\r\n  User a\r\n'),
  asSsh('NUL at the end of a line', 'User a\0\nPort 7\n'),
  asSsh('NUL within a value', 'User a\0b\nPort 7\n'),
  asSsh('NUL within a keyword', 'Us\0er a\nPort 7\n'),
  asSsh('NUL before', '\0User a\nPort 7\n'),
  asSsh('nothing but NUL', '\0\0\0\0'),
  asSsh('a letter of Latin-1', bytes('User j', [0xfc], 'rgen\n')),
  asSsh('the beginning of a gzip file', bytes([0x1f, 0x8b, 0x08, 0x00, 0x22, 0x0a])),
  asSsh('1,000 lines', 'IdentitiesOnly yes\n'.repeat(1_000)),
  asSsh(
    '5,000 blocks',
    Array.from({ length: 5_000 }, (_, n) => `Host h${n}\n  Port ${n + 1}\n`).join(''),
    'h4999',
  ),
  asSsh('a comment of 60,000 characters', `# ${'x'.repeat(60_000)}\nUser a\n`),
  asSsh('a value of 1,000 characters', `HostKeyAlias ${'x'.repeat(1_000)}\n`),
  asSsh('a hundred keys', Array.from({ length: 100 }, (_, n) => `IdentityFile /k/${n}\n`).join('')),
  asSsh('a hundred and one keys', Array.from({ length: 101 }, (_, n) => `IdentityFile /k/${n}\n`).join('')),
  refused('a line of 70,000 characters', `User ${'x'.repeat(70_000)}\n`, 'longer than'),
  refused('10 MB of comments', '# none\n'.repeat(1_500_000), 'larger than'),
  refused('10 MB in one line', 'x'.repeat(10 * 1024 * 1024), 'larger than'),
  refused('10 MB of NUL', Buffer.alloc(10 * 1024 * 1024), 'larger than'),
  refused('UTF-16', Buffer.from(`\u{feff}${wide}`, 'utf16le'), 'not plain text'),
  refused(
    'UTF-16, the other way round',
    Buffer.from(`\u{feff}${wide}`, 'utf16le').swap16(),
    'not plain text',
  ),
]
