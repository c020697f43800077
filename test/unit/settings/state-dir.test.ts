import { expect, test } from 'vitest'
import { defaultStateDir } from '../../../src-main/settings/state-dir.ts'

const home = '/home/me'

test.each([
  ['the XDG state folder on Linux', 'linux', {}, '/home/me/.local/state/gangway'],
  ['XDG_STATE_HOME when it is set', 'linux', { XDG_STATE_HOME: '/data/state' }, '/data/state/gangway'],
  [
    'the usual folder when XDG_STATE_HOME is relative',
    'linux',
    { XDG_STATE_HOME: 'x' },
    '/home/me/.local/state/gangway',
  ],
  ['Application Support on macOS', 'darwin', {}, '/home/me/Library/Application Support/Gangway'],
  ['GANGWAY_STATE_DIR before all else', 'darwin', { GANGWAY_STATE_DIR: '/elsewhere' }, '/elsewhere'],
] as const)('the state directory is %s', (_, platform, env, expected) => {
  expect(defaultStateDir(undefined, { platform, env, home })).toBe(expected)
})

test('a profile has a folder of its own, and the default profile is the directory itself', () => {
  const place = { platform: 'linux', env: {}, home } as const
  expect(defaultStateDir('work', place)).toBe('/home/me/.local/state/gangway/profiles/work')
  expect(defaultStateDir('default', place)).toBe('/home/me/.local/state/gangway')
})

test.each(['../other', 'a/b', '', '.hidden', 'a\0b', 'x'.repeat(65)])(
  'the profile name %j is refused',
  profile => {
    expect(() => defaultStateDir(profile, { platform: 'linux', env: {}, home })).toThrow('profile name')
  },
)
