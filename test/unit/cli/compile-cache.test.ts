import path from 'node:path'
import { expect, test } from 'vitest'
import { compiledCodeDir } from '../../../src-main/cli/compile-cache.ts'

test.each([
  ['linux', { XDG_CACHE_HOME: '/var/cache/me' }, path.join('/var/cache/me', 'gangway', 'compiled')],
  ['linux', { XDG_CACHE_HOME: 'relative' }, path.join('/home/me', '.cache', 'gangway', 'compiled')],
  ['linux', {}, path.join('/home/me', '.cache', 'gangway', 'compiled')],
  ['darwin', {}, path.join('/home/me', 'Library', 'Caches', 'Gangway', 'compiled')],
  ['win32', { LOCALAPPDATA: '/local' }, path.join('/local', 'Gangway', 'Cache', 'compiled')],
  ['win32', {}, path.join('/home/me', 'AppData', 'Local', 'Gangway', 'Cache', 'compiled')],
] as const)('compiled code is kept in the person’s own folder on %s with %j', (platform, env, expected) => {
  expect(compiledCodeDir({ platform, env, home: '/home/me' })).toBe(expected)
})
