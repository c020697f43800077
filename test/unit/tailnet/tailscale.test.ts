import { chmod, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findTailscale } from '../../../src-main/tailnet/find-tailscale.ts'
import { tailscaleRunner } from '../../../src-main/tailnet/run-tailscale.ts'
import { openTailscale } from '../../../src-main/tailnet/tailscale.ts'
import {
  makeTailscaleStandin,
  runningStatus,
  servedJson,
  tailnetAddress,
  tailnetName,
  whoisOf,
  type TailscaleStandin,
} from '../../support/tailscale-standin.ts'

let standin: TailscaleStandin
beforeEach(async () => {
  standin = await makeTailscaleStandin()
})
afterEach(() => standin.remove())

test('this computer is known by its name and addresses', async () => {
  expect(await standin.tailscale.self()).toEqual({
    name: tailnetName,
    addresses: [tailnetAddress, 'fd7a:115c:a1e0::1'],
  })
  expect(await standin.calls()).toEqual(['status --json --peers=false'])
})

test.each(['Stopped', 'NeedsLogin', 'NoState'])('while Tailscale is %s there is no address', async state => {
  await standin.say('status', { ...runningStatus, BackendState: state })
  await expect(standin.tailscale.self()).rejects.toMatchObject({
    code: 'TAILSCALE_DOWN',
    report: { details: { state } },
  })
})

test('whois tells the login name of a person, and nothing for a machine of nobody', async () => {
  await standin.say('whois-100.64.0.9', whoisOf('ada@example.com'))
  await standin.say('whois-100.64.0.10', whoisOf('tagged-devices'))
  expect(await standin.tailscale.whois('100.64.0.9')).toBe('ada@example.com')
  expect(await standin.tailscale.whois('100.64.0.10')).toBeUndefined()
  await expect(standin.tailscale.whois('100.64.0.11')).rejects.toMatchObject({
    code: 'TAILSCALE_FAILED',
    report: { details: { said: 'peer not found' } },
  })
})

test.each(['--help', 'box', '', '100.64.0.9 --json'])('whois of %j is asked of nobody', async address => {
  expect(await standin.tailscale.whois(address)).toBeUndefined()
  expect(await standin.calls()).toEqual([])
})

test.each([
  ['nothing', {}, undefined, false],
  ['nothing, as older programs say it', 'null', undefined, false],
  ['a web server', servedJson('http://127.0.0.1:3000'), 'http://127.0.0.1:3000', false],
  [
    'one that the whole internet reaches',
    servedJson('http://127.0.0.1:3000', { AllowFunnel: { [`${tailnetName}:443`]: true } }),
    'http://127.0.0.1:3000',
    true,
  ],
  ['a TCP forward', { TCP: { '443': { TCPForward: '127.0.0.1:22' } } }, 'a TCP forward', false],
  [
    'something at another port',
    { TCP: { '8443': { HTTPS: true } }, Web: { [`${tailnetName}:8443`]: { Handlers: { '/': {} } } } },
    undefined,
    false,
  ],
  [
    'a folder',
    { Web: { [`${tailnetName}:443`]: { Handlers: { '/': { Path: '/srv' } } } } },
    'files or text',
    false,
  ],
])('what Serve does at the root is seen: %s', async (_, json, target, isFunnel) => {
  await standin.say('serve', json)
  expect(await standin.tailscale.servedRoot(443)).toEqual({ target, isFunnel })
})

test('serving and undoing it name just that port', async () => {
  await standin.tailscale.serveRoot(443, 'http://127.0.0.1:18789')
  expect((await standin.tailscale.servedRoot(443)).target).toBe('http://127.0.0.1:18789')
  await standin.tailscale.unserveRoot(443)
  expect((await standin.tailscale.servedRoot(443)).target).toBeUndefined()
  expect((await standin.calls()).filter(call => !call.includes('status'))).toEqual([
    'serve --bg --yes --https=443 http://127.0.0.1:18789',
    'serve --yes --https=443 off',
  ])
})

test('a program that does not answer is ended at its deadline', async () => {
  await standin.breakCommand('status', 'hangs')
  const run = tailscaleRunner({ PATH: `${standin.folder}:/usr/bin:/bin` })
  await expect(run(['status', '--json'], { timeoutMs: 50 })).rejects.toMatchObject({
    code: 'TAILSCALE_TIMEOUT',
    report: { details: { command: 'tailscale status --json', timeoutMs: 50 } },
  })
})

test('a call that is called off ends with the reason', async () => {
  await standin.breakCommand('status', 'hangs')
  const run = tailscaleRunner({ PATH: `${standin.folder}:/usr/bin:/bin` })
  const aborter = new AbortController()
  const called = run(['status'], { timeoutMs: 60_000, signal: aborter.signal })
  aborter.abort(new Error('no longer wanted'))
  await expect(called).rejects.toThrow('no longer wanted')
})

test('its last words are told, without what could upset a terminal', async () => {
  await standin.breakCommand('serve', {
    stderr: 'trying\n\u001b[31maccess denied\u0007: serve config denied\n\n',
  })
  await expect(standin.tailscale.serveRoot(443, 'http://127.0.0.1:1')).rejects.toMatchObject({
    code: 'TAILSCALE_FAILED',
    report: { details: { said: expect.stringMatching(/^\[31maccess denied : serve config denied$/) } },
  })
})

test.each(['not json', '[]', '{"BackendState":7}'])(
  'an answer that makes no sense is an error: %s',
  async text => {
    await standin.say('status', text)
    await expect(standin.tailscale.self()).rejects.toMatchObject({ code: 'TAILSCALE_FAILED' })
  },
)

test('without the program that is what is said', async () => {
  const run = tailscaleRunner({}, () => undefined)
  await expect(openTailscale(run).self()).rejects.toMatchObject({ code: 'TAILSCALE_MISSING' })
})

test('the program is found on the PATH before the usual places, never in a relative folder', async () => {
  const program = path.join(standin.folder, 'tailscale')
  expect(findTailscale({ PATH: `/nowhere:${standin.folder}` }, 'linux', [])).toBe(program)
  expect(findTailscale({ PATH: 'relative:.' }, 'linux', [])).toBeUndefined()
  expect(findTailscale({ PATH: '' }, 'linux', ['/nowhere/tailscale', program])).toBe(program)
  const other = path.join(standin.folder, 'not-executable')
  await writeFile(other, '')
  await chmod(other, 0o644)
  expect(findTailscale({}, 'linux', [other, program])).toBe(program)
})
