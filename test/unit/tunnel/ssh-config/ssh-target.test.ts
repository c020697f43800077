import { expect, test } from 'vitest'
import { isAppError } from '../../../../src-shared/errors.ts'
import { formatSshTarget, parseSshTarget } from '../../../../src-main/tunnel/ssh-config/ssh-target.ts'

test.each([
  ['work', { host: 'work' }],
  ['work.example.com', { host: 'work.example.com' }],
  ['work:2222', { host: 'work', port: 2222 }],
  ['me@work', { user: 'me', host: 'work' }],
  ['me@work:2222', { user: 'me', host: 'work', port: 2222 }],
  ['me@corp.example@work', { user: 'me@corp.example', host: 'work' }],
  ['CORP\\me@work', { user: 'CORP\\me', host: 'work' }],
  ['10.0.0.1:22', { host: '10.0.0.1', port: 22 }],
  ['[10.0.0.1]:22', { host: '10.0.0.1', port: 22 }],
  ['::1', { host: '::1' }],
  ['[::1]', { host: '::1' }],
  ['[::1]:2222', { host: '::1', port: 2222 }],
  ['me@[fe80::1]:22', { user: 'me', host: 'fe80::1', port: 22 }],
  ['me@[fe80::1%eth0]:22', { user: 'me', host: 'fe80::1%eth0', port: 22 }],
  ['fe80::1%en0', { host: 'fe80::1%en0' }],
  ['ssh://work', { host: 'work' }],
  ['SSH://box/', { host: 'box' }],
  ['ssh://me@work:2222/', { user: 'me', host: 'work', port: 2222 }],
  ['ssh://me%40corp@work', { user: 'me@corp', host: 'work' }],
  ['ssh://[fe80::1%25eth0]:22', { host: 'fe80::1%eth0', port: 22 }],
  ['team/web', { host: 'team/web' }],
  ['münchen.example', { host: 'münchen.example' }],
  ['שרת', { host: 'שרת' }],
  ['🦞', { host: '🦞' }],
])('%s is a target', (text, expected) => {
  expect(parseSshTarget(text)).toEqual(expected)
  expect(parseSshTarget(formatSshTarget(parseSshTarget(text)))).toEqual(expected)
})

test.each([
  ['', 'nothing'],
  ['-oProxyCommand=touch pwned', 'white space'],
  ['-oProxyCommand=x', 'begin with “-”'],
  ['-l', 'begin with “-”'],
  ['me@-host', 'begin with “-”'],
  ['-me@host', 'begin with “-”'],
  ['[-host]:22', 'begin with “-”'],
  ['ssh://-host', 'begin with “-”'],
  ['ssh://%2dme@host', 'begin with “-”'],
  ['a b', 'white space'],
  [' host', 'white space'],
  ['host\n', 'white space'],
  ['host\r', 'white space'],
  ['ho\tst', 'white space'],
  ['ho\0st', 'cannot be seen'],
  ['ho\u{1b}[31mst', 'cannot be seen'],
  ['ho\u{202e}st', 'cannot be seen'],
  ['ho\u{200b}st', 'cannot be seen'],
  ['ho\u{feff}st', 'cannot be seen'],
  ['ho\u{a0}st', 'white space'],
  ['ho\u{d800}st', 'cannot be seen'],
  ['ssh://m%0ae@host', 'white space'],
  ['ssh://m%00e@host', 'cannot be seen'],
  ['$(touch pwned)', 'white space'],
  ['$(id)', 'shell'],
  ['`id`', 'shell'],
  ['host;id', 'shell'],
  ['host|id', 'shell'],
  ['host&', 'shell'],
  ['host>x', 'shell'],
  ['me;id@host', 'shell'],
  ["me'@host", 'shell'],
  ['me\\@host', 'shell'],
  ['@host', 'user name'],
  ['me@', 'host name is missing'],
  [':22', 'host name is missing'],
  ['host:', 'port'],
  ['host:0', 'port'],
  ['host:65536', 'port'],
  ['host:-1', 'port'],
  ['host:22x', 'port'],
  ['host: 22', 'white space'],
  ['host:0x16', 'port'],
  ['host:1e3', 'port'],
  ['host:٢٢', 'port'],
  ['::1:22222', '[address]:port'],
  ['a:b:c', '[address]:port'],
  ['[::1', 'brackets'],
  ['::1]:22', '[address]:port'],
  ['[::1]22', 'brackets'],
  ['[::1]x:22', 'brackets'],
  ['[[::1]]', 'brackets'],
  ['[zz::1]:22', 'not an IPv6 address'],
  ['[fe80::1%]:22', 'not an IPv6 address'],
  ['a,b', '“,”'],
  ['ssh://', 'host name is missing'],
  ['ssh://host/path', 'path'],
  ['ssh://host//', 'path'],
  ['ssh://host?x', 'query'],
  ['ssh://host#x', 'query'],
  ['ssh://me:secret@host', 'password'],
  ['ssh://me;fingerprint=x@host', 'parameters'],
  ['ssh://m%zze@host', '%'],
  ['ssh://m%@host', '%'],
  ['x'.repeat(513), '512'],
  ['x'.repeat(10_000), '512'],
])('%j is refused with a reason', (text, reason) => {
  const error = refusal(text)
  expect(error?.code).toBe('TARGET_INVALID')
  expect(error?.report.message).toContain(reason)
})

test('a refusal does not repeat a password', () => {
  expect(JSON.stringify(refusal('ssh://me:hunter2@host')?.report)).not.toContain('hunter2')
})

function refusal(text: string) {
  try {
    parseSshTarget(text)
    return undefined
  } catch (error) {
    if (isAppError(error)) return error
    throw error
  }
}
