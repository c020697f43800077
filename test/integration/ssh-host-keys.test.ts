import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeSshKey } from '../support/ssh-keys.ts'
import { startSshd, type Sshd } from '../support/sshd.ts'
import { makeTestHome, neverAsked, type TestHome } from '../support/test-tunnel.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { say } from '../../src-shared/said.ts'

let home: TestHome
let sshd: Sshd

beforeEach(async () => {
  home = await makeTestHome()
  sshd = await startSshd()
  await home.configure(sshd.configText('box'))
})

afterEach(async () => {
  await home.remove()
  await sshd.stop()
})

test('a host with a known key is reached without a question', async () => {
  await home.trust(sshd.hostKeyLine())
  const tunnel = await home.open('box', { person: neverAsked })
  expect(await tunnel.probe(5_000)).toBeGreaterThan(0)
  const hostKey = home.reports.find(report => report.step === 'host-key' && report.verdict === 'passed')
  expect(say(hostKey?.note ?? '', inEnglish)).toContain(sshd.hostKey.fingerprint)
  expect(say(hostKey?.note ?? '', inEnglish)).toContain(`${home.appKnownHosts}:1`)
})

test('an unknown key is shown to the person, saved, and never asked about again', async () => {
  await home.open('box')
  expect(home.questions).toMatchObject([
    {
      kind: 'host-key',
      host: 'box',
      port: sshd.port,
      address: '127.0.0.1',
      keyType: 'ssh-ed25519',
      fingerprint: sshd.hostKey.fingerprint,
      howToCheck: 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
    },
  ])
  expect(await home.known()).toBe(`${sshd.hostKeyLine()}\n`)

  const second = await makeTestHome()
  await second.configure(sshd.configText('box'))
  await second.trust(await home.known())
  await second.open('box', { person: neverAsked })
  await second.remove()
})

test('the question about an unknown key shows as "asking" on its step, and the login waits for the answer', async () => {
  await home.open('box')
  // A step that learns something more reports again that it is running.
  const reports = home.reports.map(({ step, verdict }) => `${step} ${verdict}`)
  expect(reports.filter((report, at) => report !== reports[at - 1])).toEqual([
    'resolve running',
    'resolve passed',
    'tcp running',
    'tcp passed',
    'host-key running',
    'host-key asking',
    'host-key running',
    'host-key passed',
    'ssh-login running',
    'ssh-login passed',
  ])
})

test('a key trusted once is not written down, and holds for reconnects that remember the answer', async () => {
  const once = () => ({ kind: 'host-key', trust: 'once' }) as const
  const tunnel = await home.open('box', { person: once, memory: home.memory })
  await tunnel.close()
  expect(await home.known()).toBe('')

  const again = await home.open('box', { unattended: true, memory: home.memory })
  expect(await again.probe(5_000)).toBeGreaterThan(0)
  await expect(home.open('box', { unattended: true })).rejects.toMatchObject({ code: 'HOST_KEY_UNKNOWN' })
})

test('declining an unknown key ends the attempt before any login', async () => {
  await expect(home.open('box', { person: () => ({ kind: 'cancel' }) })).rejects.toMatchObject({
    code: 'HOST_KEY_UNCONFIRMED',
    report: { details: { fingerprint: sshd.hostKey.fingerprint } },
  })
  expect(home.reports.at(-1)).toMatchObject({
    step: 'host-key',
    verdict: 'failed',
    error: { code: 'HOST_KEY_UNCONFIRMED' },
  })
  expect(await home.known()).toBe('')
  expect(sshd.log().join('\n')).not.toContain('publickey')
})

test('a pasted fingerprint of another key counts as a refusal', async () => {
  const other = await makeSshKey(home.dir, 'other')
  const person = () => ({ kind: 'host-key', trust: 'save', expected: other.fingerprint }) as const
  await expect(home.open('box', { person })).rejects.toMatchObject({ code: 'HOST_KEY_UNCONFIRMED' })
  expect(await home.known()).toBe('')
})

test('the right fingerprint, pasted as ssh-keygen prints it, is accepted', async () => {
  const expected = `256 ${sshd.hostKey.fingerprint} root@box (ED25519)`
  await home.open('box', { person: () => ({ kind: 'host-key', trust: 'save', expected }) })
  expect(await home.known()).toContain(sshd.hostKeyLine())
})

test('a changed key is refused without a question, and no credential is sent', async () => {
  await sshd.stop()
  sshd = await startSshd({ logLevel: 'DEBUG2' })
  await home.configure(sshd.configText('box'))
  const before = await makeSshKey(home.dir, 'before')
  await home.trust(sshd.hostKeyLine(before))

  await expect(home.open('box', { person: neverAsked })).rejects.toMatchObject({
    code: 'HOST_KEY_CHANGED',
    report: {
      details: {
        expected: before.fingerprint,
        presented: sshd.hostKey.fingerprint,
        keyType: 'ssh-ed25519',
        where: `${home.appKnownHosts}:1`,
      },
    },
  })
  expect(home.reports.at(-1)).toMatchObject({ step: 'host-key', verdict: 'failed' })
  await sshd.waitForLog(/Connection closed by|Connection reset by/)
  expect(sshd.log().join('\n')).not.toMatch(/userauth-request|userauth_request/)
})

test('a key that is marked as revoked is refused', async () => {
  await home.trust(`@revoked * ${sshd.hostKey.publicLine}`)
  await expect(home.open('box', { person: neverAsked })).rejects.toMatchObject({ code: 'HOST_KEY_REVOKED' })
})

test('a key in the file of RevokedHostKeys is refused, and an unreadable file refuses every key', async () => {
  const revoked = path.join(home.dir, 'revoked')
  await writeFile(revoked, `${sshd.hostKey.publicLine}\n`)
  await home.configure(sshd.configText('box', [`RevokedHostKeys ${revoked}`]))
  await home.trust(sshd.hostKeyLine())
  await expect(home.open('box')).rejects.toMatchObject({ code: 'HOST_KEY_REVOKED' })

  await home.configure(sshd.configText('box', [`RevokedHostKeys ${revoked}-missing`]))
  await expect(home.open('box')).rejects.toMatchObject({ code: 'HOST_KEY_CHECK_FAILED' })
})

test('where ssh_config demands known keys, an unknown one is refused instead of asked about', async () => {
  await home.configure(sshd.configText('box', ['StrictHostKeyChecking yes']))
  await expect(home.open('box', { person: neverAsked })).rejects.toMatchObject({
    code: 'HOST_KEY_UNKNOWN',
    report: { details: { fingerprint: sshd.hostKey.fingerprint, keyType: 'ssh-ed25519' } },
  })
})

test('nobody is asked about an unknown key by an attempt that nobody attends', async () => {
  await expect(home.open('box', { unattended: true, person: neverAsked })).rejects.toMatchObject({
    code: 'HOST_KEY_UNKNOWN',
  })
})

test('where ssh_config says accept-new, an unknown key is saved without a question', async () => {
  await home.configure(sshd.configText('box', ['StrictHostKeyChecking accept-new']))
  await home.open('box', { person: neverAsked })
  expect(await home.known()).toContain(sshd.hostKeyLine())
})

test('a host known by one type of key is asked for that type first', async () => {
  await sshd.stop()
  sshd = await startSshd({ hostKeyTypes: ['ed25519', 'ecdsa', 'rsa'] })
  await home.configure(sshd.configText('box'))
  for (const type of ['rsa', 'ecdsa', 'ed25519'] as const) {
    await home.trust(sshd.hostKeyLine(sshd.hostKeys.get(type)))
    const tunnel = await home.open('box', { person: neverAsked })
    await tunnel.close()
  }
})

test('a server that hangs up while the person compares the key is dialled again, and nothing is asked twice', async () => {
  const tunnel = await home.open('box', {
    person: async () => {
      // As at the end of LoginGraceTime, whose seconds the second login would have to be quicker than.
      await sshd.killSessions()
      await expect.poll(() => sshd.sessions()).toEqual([])
      return { kind: 'host-key', trust: 'save' }
    },
  })
  expect(home.questions).toHaveLength(1)
  expect(await tunnel.probe(5_000)).toBeGreaterThan(0)
})

test('an attempt that is called off while the person compares the key leaves no socket behind', async () => {
  const abort = new AbortController()
  const reason = new Error('called off')
  const opening = home.open('box', {
    signal: abort.signal,
    person: () => {
      abort.abort(reason)
      return new Promise(() => undefined)
    },
  })
  await expect(opening).rejects.toBe(reason)
  await sshd.waitForLog(/Connection closed|Connection reset/)
  await expect.poll(() => sshd.sessions()).toEqual([])
})
