import path from 'node:path'
import { expect, test } from 'vitest'
import { readDesktopArgs } from '../../../src-main/desktop/desktop-args.ts'
import { mayLoad } from '../../../src-main/desktop/may-load.ts'

test('the command line says where to keep things and how to begin', () => {
  const args = [
    '--state-dir=/srv/state',
    '--profile=work',
    '--ssh-config',
    'my/config',
    '--hidden',
    '--safe-mode',
  ]
  expect(readDesktopArgs(['/opt/gangway/gangway', ...args])).toEqual({
    stateDir: path.resolve('/srv/state'),
    ownStateDir: path.resolve('/srv/state'),
    profile: 'work',
    sshConfigFile: path.resolve('my/config'),
    hidden: true,
    safeMode: true,
    link: undefined,
  })
})

test('switches of Chromium and of the system are let pass', () => {
  const argv = ['electron', '.', '--no-sandbox', '--enable-features=A,B', '-psn_0_1', '--lang=pl', '--hidden']
  expect(readDesktopArgs(argv)).toMatchObject({ hidden: true, link: undefined })
})

test('a link is found wherever the system puts it', () => {
  const link = 'gangway://connect?target=harbour'
  for (const argv of [
    ['gangway', link],
    ['gangway', '--hidden', link],
    ['gangway', '--', link],
    ['electron', '.', '--original-process-start-time=13', link, '--allow-file-access'],
  ])
    expect(readDesktopArgs(argv).link).toBe(link)
})

test('a profile that is no folder name is refused', () => {
  expect(() => readDesktopArgs(['gangway', '--profile=../other'])).toThrow('profile')
})

test.each([
  ['app://main/index.html', true],
  ['blob:app://main/1234', true],
  ['data:image/png;base64,AAAA', true],
  ['app://other/index.html', false],
  ['http://127.0.0.1:18789/', false],
  ['https://example.com/pixel.png', false],
  ['ws://127.0.0.1:18789/', false],
  ['wss://example.com/', false],
  ['file:///etc/passwd', false],
  ['chrome://version', false],
  ['ftp://example.com/', false],
  ['nonsense', false],
])('the window may load %s: %s', (url, may) => {
  expect(mayLoad(url)).toBe(may)
})
