import { expect, test } from 'vitest'
import { checkExternalUrl } from '../../../src-main/desktop-api/external-url.ts'

test.each([
  ['https://example.org', 'https://example.org/'],
  ['https://example.org/a?b=c&d#e', 'https://example.org/a?b=c&d#e'],
  ['HTTPS://Example.ORG', 'https://example.org/'],
  ['https://example.org:8443/', 'https://example.org:8443/'],
  ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
  ['https://аррӏе.com/', 'https://xn--80ak6aa92e.com/'],
  ['mailto:me@example.org', 'mailto:me@example.org'],
])('%s is opened as %s', (given, opened) => {
  expect(checkExternalUrl(given)).toBe(opened)
})

const schemes = [
  'http',
  'javascript',
  'JaVaScRiPt',
  'file',
  'smb',
  'ftp',
  'data',
  'blob',
  'vbscript',
  'ssh',
  'ws',
  'wss',
  'about',
  'chrome',
  'view-source',
  'ms-msdt',
  'ms-officecmd',
  'search-ms',
  'ms-excel',
  'steam',
  'tel',
  'sms',
  'slack',
  'vscode',
  'x-apple.systempreferences',
  'openclaw',
  'app',
  'jar',
  'ldap',
  'gopher',
]
const hostile = [
  ...schemes.map(scheme => `${scheme}://example.org/x`),
  'javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  '\\\\server\\share',
  'https:\\\\example.org',
  '//example.org',
  'example.org',
  '/etc/passwd',
  '',
  ' ',
  ' https://example.org',
  'https://example.org ',
  'https://exa mple.org',
  'https://example.org\n',
  'https://example.org/\tx',
  'java\nscript:alert(1)',
  'https://user@example.org',
  'https://user:secret@example.org',
  'https://example.org@evil.example',
  'https://',
  'https:///example.org',
  'https:example.org',
  'https://example.org/\u202egpj.exe',
  'https://example.org/\u0000',
  'https://example.org/\u2066',
  'https://exa\u200emple.org',
  'https://[::1',
  'https://example.org:99999',
  'https://%00',
  'C:\\Windows\\system32\\calc.exe',
  '--help',
  '-oProxyCommand=x',
  `https://example.org/${'x'.repeat(2048)}`,
]

test.each(hostile)('%j is not opened', url => {
  expect(() => checkExternalUrl(url)).toThrow('The address')
})

test('there are enough of them', () => {
  expect(hostile.length).toBeGreaterThanOrEqual(60)
})
