import { chmod, copyFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PromptQuestion } from '../../src-shared/prompts.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { phrase, say } from '../../src-shared/said.ts'
import { startSshAgent, type TestAgent } from '../support/ssh-agent.ts'
import { makeSshKey, type SshKey } from '../support/ssh-keys.ts'
import { startSshd, type Sshd, type SshdOptions } from '../support/sshd.ts'
import { makeTestHome, neverAsked, type Person, type TestHome } from '../support/test-tunnel.ts'
import { canMakeUsers } from '../support/throwaway-user.ts'

let home: TestHome
let sshd: Sshd

beforeEach(async () => {
  home = await makeTestHome()
})

afterEach(async () => {
  await home.remove()
  await sshd.stop()
})

/** A server whose key is known already, reached as "box" with these lines of ssh_config. */
async function serve(lines: readonly string[], options: SshdOptions = {}): Promise<void> {
  sshd = await startSshd(options)
  await home.configure(
    ['Host box', 'HostName 127.0.0.1', `Port ${sshd.port}`, `User ${sshd.user}`, ...lines].join('\n'),
  )
  await home.trust(sshd.hostKeyLine())
}

function methodUsed(): string | undefined {
  const passed = home.reports.find(({ step, verdict }) => step === 'ssh-login' && verdict === 'passed')
  return passed?.note === undefined ? undefined : say(passed.note, inEnglish)
}

/** Answers these questions in turn. */
function answering(...answers: Parameters<Person>[0] extends never ? never : ReturnType<Person>[]): Person {
  return question => answers.shift() ?? neverAsked(question)
}

const passphrase = (text: string, save = false) => ({ kind: 'passphrase', passphrase: text, save }) as const
const password = (text: string, save = false) => ({ kind: 'password', password: text, save }) as const

describe('key files', () => {
  test.each([
    ['ed25519', {}],
    ['ecdsa', {}],
    ['rsa', {}],
    ['ecdsa', { format: 'PEM' }],
    ['rsa', { format: 'PEM' }],
    ['rsa', { format: 'PKCS8' }],
    ['rsa', { format: 'PEM', passphrase: 'open sesame' }],
    ['ecdsa', { format: 'PKCS8', passphrase: 'open sesame' }],
    ['ed25519', { passphrase: 'open sesame' }],
  ] as const)('a key of type %s made with %o lets its owner in', async (type, options) => {
    const key = await makeSshKey(home.dir, 'id', { type, ...options })
    await serve([`IdentityFile ${key.path}`], { authorizedKeys: [key.publicLine] })
    await home.open('box', { person: answering(passphrase('open sesame')) })
    expect(methodUsed()).toContain(key.path)
  })

  test.each(['ssh2', 'system'] as const)(
    'the key that the target names is offered alone, by the engine %s',
    async engine => {
      const [chosen, other] = await Promise.all([
        makeSshKey(home.dir, 'chosen'),
        makeSshKey(home.dir, 'other'),
      ])
      await serve([`IdentityFile ${other.path}`], { authorizedKeys: [chosen.publicLine], logLevel: 'DEBUG1' })
      await home.open('box', { engine, identityFile: chosen.path, person: neverAsked })
      await sshd.waitForLog(/Accepted publickey/)
      const offered = sshd.log().filter(line => /Failed publickey|Postponed publickey/.test(line))
      expect(offered.join()).not.toContain(other.fingerprint)
    },
  )

  test('an unencrypted Ed25519 key in PKCS#8 works too', async () => {
    const { generateKeyPairSync } = await import('node:crypto')
    const pair = generateKeyPairSync('ed25519')
    const file = path.join(home.dir, 'pkcs8')
    await writeFile(file, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    const raw = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
    const head = Buffer.from('0000000b7373682d6564323535313900000020', 'hex')
    const line = `ssh-ed25519 ${Buffer.concat([head, raw]).toString('base64')}`
    await serve([`IdentityFile ${file}`], { authorizedKeys: [line] })
    await home.open('box', { person: neverAsked })
    expect(methodUsed()).toContain(file)
  })

  test('a key that the server does not know is refused, and the error names what was tried and what is accepted', async () => {
    const key = await makeSshKey(home.dir, 'id')
    await serve([`IdentityFile ${key.path}`])
    await expect(home.open('box')).rejects.toMatchObject({
      code: 'SSH_LOGIN_REFUSED',
      report: {
        details: { user: sshd.user, tried: [phrase('keyFile', { path: key.path })], offered: ['publickey'] },
      },
    })
    expect(home.reports.at(-1)).toMatchObject({ step: 'ssh-login', verdict: 'failed' })
  })

  test('no passphrase is asked for a key that the server does not want', async () => {
    const unwanted = await makeSshKey(home.dir, 'unwanted', { passphrase: 'x' })
    const wanted = await makeSshKey(home.dir, 'wanted')
    await serve([`IdentityFile ${unwanted.path}`, `IdentityFile ${wanted.path}`], {
      authorizedKeys: [wanted.publicLine],
    })
    await home.open('box', { person: neverAsked })
    expect(methodUsed()).toContain(wanted.path)
  })

  test('a wrong passphrase is asked again, and three wrong ones end with what was wrong', async () => {
    const key = await makeSshKey(home.dir, 'id', { passphrase: 'right' })
    await serve([`IdentityFile ${key.path}`], { authorizedKeys: [key.publicLine] })
    const tunnel = await home.open('box', { person: answering(passphrase('wrong'), passphrase('right')) })
    await tunnel.close()
    expect(home.questions.map(question => 'attempt' in question && question.attempt)).toEqual([1, 2])

    const wrong = answering(passphrase('1'), passphrase('2'), passphrase('3'))
    await expect(home.open('box', { person: wrong })).rejects.toMatchObject({
      code: 'SSH_PASSPHRASE_WRONG',
      report: { details: { path: key.path } },
    })
  })

  test('a passphrase is kept when the person wants it, and then asked for no more, not even unattended', async () => {
    const key = await makeSshKey(home.dir, 'id', { passphrase: 'right' })
    await serve([`IdentityFile ${key.path}`], { authorizedKeys: [key.publicLine] })
    await home.open('box', { person: answering(passphrase('right', true)) })
    expect(home.secrets).toEqual(new Map([[`ssh-passphrase:${key.path}`, 'right']]))

    const again = await home.open('box', { unattended: true })
    expect(await again.probe(5_000)).toBeGreaterThan(0)
  })

  test('a reconnect that remembers the session needs neither the person nor the keychain', async () => {
    const key = await makeSshKey(home.dir, 'id', { passphrase: 'right' })
    await serve([`IdentityFile ${key.path}`], { authorizedKeys: [key.publicLine] })
    await home.open('box', { person: answering(passphrase('right')), memory: home.memory })
    expect(home.secrets.size).toBe(0)
    await home.open('box', { unattended: true, memory: home.memory })
  })

  test('a reconnect offers the key that served at once, without asking what may be offered', async () => {
    await serve([], { logLevel: 'DEBUG1' })
    await home.configure(sshd.configText('box'))
    const methods = () =>
      sshd.log().flatMap(line => /userauth-request for user .* method (\S+)/.exec(line)?.[1] ?? [])
    // What sshd says of a login is all written down once it says that it is over.
    const over = /^Disconnected from user/
    await (await home.open('box', { person: neverAsked, memory: home.memory })).close()
    await sshd.waitForLog(over)
    expect(methods()[0]).toBe('none')
    const before = methods().length
    await (await home.open('box', { person: neverAsked, memory: home.memory, unattended: true })).close()
    await sshd.waitForLog(over, 2)
    expect(methods().slice(before)).toContain('publickey')
    expect(methods().slice(before)).not.toContain('none')

    // A server that wants it no more says what it wants, and the login goes on as ever.
    await writeFile(path.join(sshd.dir, 'authorized_keys'), '')
    await expect(
      home.open('box', { person: neverAsked, memory: home.memory, unattended: true }),
    ).rejects.toMatchObject({
      code: 'SSH_LOGIN_REFUSED',
      report: { details: { offered: ['publickey'] } },
    })
  })

  test('an attempt that nobody attends says which passphrase is missing', async () => {
    const key = await makeSshKey(home.dir, 'id', { passphrase: 'right' })
    await serve([`IdentityFile ${key.path}`], { authorizedKeys: [key.publicLine] })
    await expect(home.open('box', { unattended: true, person: neverAsked })).rejects.toMatchObject({
      code: 'SSH_LOGIN_NEEDS_YOU',
      report: { details: { what: phrase('passphraseOf', { path: key.path }) } },
    })
  })

  test('cancelling the passphrase cancels the login', async () => {
    const key = await makeSshKey(home.dir, 'id', { passphrase: 'right' })
    await serve([`IdentityFile ${key.path}`], { authorizedKeys: [key.publicLine] })
    await expect(home.open('box', { person: answering({ kind: 'cancel' }) })).rejects.toMatchObject({
      code: 'SSH_LOGIN_CANCELLED',
    })
  })

  test('a private key that others may read is not used, as ssh does it', async () => {
    const key = await makeSshKey(home.dir, 'id')
    await chmod(key.path, 0o644)
    await serve([`IdentityFile ${key.path}`], { authorizedKeys: [key.publicLine] })
    await expect(home.open('box')).rejects.toMatchObject({
      code: 'SSH_KEY_UNREADABLE',
      report: { details: { path: key.path, why: phrase('keyExposed') } },
    })
  })

  test.each([
    ['PuTTY-User-Key-File-3: ssh-ed25519\n', /format 3/],
    ['what is this', /not a private key/],
    ['-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n', /DSA/],
  ])('a key the built-in SSH cannot use is explained: %j', async (text, what) => {
    const file = path.join(home.dir, 'odd')
    await writeFile(file, text, { mode: 0o600 })
    await serve([`IdentityFile ${file}`])
    await expect(home.open('box')).rejects.toMatchObject({
      code: 'SSH_KEY_UNSUPPORTED',
      message: expect.stringMatching(what) as string,
      report: { details: { path: file } },
    })
  })

  test('more keys than a server allows are not offered', async () => {
    const keys = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(number => makeSshKey(home.dir, `id${number}`)))
    await serve(keys.map(key => `IdentityFile ${key.path}`))
    await expect(home.open('box')).rejects.toMatchObject({
      code: 'SSH_LOGIN_REFUSED',
      report: { details: { tried: keys.slice(0, 5).map(({ path }) => phrase('keyFile', { path })) } },
    })
  })

  test('a server that stops the login after too many keys is named as the reason', async () => {
    const keys = await Promise.all([1, 2, 3].map(number => makeSshKey(home.dir, `id${number}`)))
    await serve(
      keys.map(key => `IdentityFile ${key.path}`),
      { config: ['MaxAuthTries 2'] },
    )
    await expect(home.open('box')).rejects.toMatchObject({ code: 'SSH_TOO_MANY_ATTEMPTS' })
  })

  test('a key is fetched from the alias of ssh_config that `ssh -G` resolves', async () => {
    await serve([])
    await home.configure(sshd.configText('box'))
    await home.open('box', { ssh: 'ssh', person: neverAsked })
    expect(methodUsed()).toContain(sshd.userKey.path)
  })
})

describe('the SSH agent', () => {
  let agent: TestAgent
  let keys: SshKey[]

  beforeEach(async () => {
    agent = await startSshAgent()
    keys = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name => makeSshKey(home.dir, name)))
  })
  afterEach(() => agent.stop())

  test.each(['ed25519', 'ecdsa', 'rsa'] as const)('signs with a key of type %s', async type => {
    const key = await makeSshKey(home.dir, 'held', { type })
    await agent.add(key.path)
    await serve([`IdentityAgent ${agent.socket}`], { authorizedKeys: [key.publicLine] })
    await home.open('box', { person: neverAsked })
    expect(methodUsed()).toContain('agent key held')
  })

  test('is found by the socket that the app hands on, as if it were SSH_AUTH_SOCK', async () => {
    await agent.add(keys[0]!.path)
    await serve(['IdentityAgent SSH_AUTH_SOCK'], { authorizedKeys: [keys[0]!.publicLine] })
    await home.open('box', { agentSocket: agent.socket, person: neverAsked })
    expect(methodUsed()).toContain('agent key a')
  })

  test('is not asked at all where IdentityAgent is none', async () => {
    await agent.add(keys[0]!.path)
    await serve(['IdentityAgent none'], { authorizedKeys: [keys[0]!.publicLine] })
    await expect(home.open('box', { agentSocket: agent.socket })).rejects.toMatchObject({
      code: 'SSH_LOGIN_REFUSED',
    })
  })

  test('with many keys does not use up the attempts when IdentitiesOnly names the right one by its .pub', async () => {
    for (const key of keys) await agent.add(key.path)
    const right = keys[6]!
    const publicOnly = path.join(home.dir, 'right.pub')
    await copyFile(`${right.path}.pub`, publicOnly)
    const lines = [`IdentityAgent ${agent.socket}`, 'IdentitiesOnly yes', `IdentityFile ${publicOnly}`]
    await serve(lines, { authorizedKeys: [right.publicLine], config: ['MaxAuthTries 2'] })
    await home.open('box', { person: neverAsked })
    expect(methodUsed()).toContain('agent key g')
  })

  test('with many keys offers the configured one first, without IdentitiesOnly too', async () => {
    for (const key of keys) await agent.add(key.path)
    const right = keys[6]!
    await rm(right.path)
    await serve([`IdentityAgent ${agent.socket}`, `IdentityFile ${right.path}`], {
      authorizedKeys: [right.publicLine],
      config: ['MaxAuthTries 2'],
    })
    await home.open('box', { person: neverAsked })
    expect(methodUsed()).toContain('agent key g')
  })

  test('that does not answer is named when nothing else lets the person in', async () => {
    const gone = path.join(home.dir, 'no-agent.sock')
    await serve([`IdentityAgent ${gone}`])
    await expect(home.open('box')).rejects.toMatchObject({
      code: 'SSH_AGENT_UNAVAILABLE',
      report: { details: { agent: gone } },
    })
  })

  test('that does not answer is passed over when a key file does', async () => {
    await serve([`IdentityAgent ${path.join(home.dir, 'no-agent.sock')}`])
    await home.configure(sshd.configText('box', [`IdentityAgent ${path.join(home.dir, 'no-agent.sock')}`]))
    await home.open('box', { person: neverAsked })
    expect(methodUsed()).toContain(sshd.userKey.path)
  })
})

// An ordinary user cannot make accounts, and only a real account has a password.
describe.skipIf(!canMakeUsers())('passwords and questions', () => {
  const asks = (kind: PromptQuestion['kind']) => home.questions.filter(question => question.kind === kind)

  test('a password lets the person in', async () => {
    await serve([], { password: 'sesame', passwordMethods: ['password'] })
    await home.open('box', { person: answering(password('sesame')) })
    expect(home.questions).toEqual([{ kind: 'password', host: 'box', user: sshd.user, attempt: 1 }])
    expect(methodUsed()).toContain('password')
    expect(home.secrets.size).toBe(0)
  })

  test('a wrong password is asked again and is never kept, the right one is when wanted', async () => {
    await serve([], { password: 'sesame', passwordMethods: ['password'] })
    await home.open('box', { person: answering(password('open', true), password('sesame', true)) })
    const id = `ssh-password:${sshd.user}@127.0.0.1:${sshd.port}`
    expect(home.secrets).toEqual(new Map([[id, 'sesame']]))
    await home.open('box', { unattended: true, person: neverAsked })
  })

  test('a password is asked for as often as ssh_config says', async () => {
    await serve(['NumberOfPasswordPrompts 1'], { password: 'sesame', passwordMethods: ['password'] })
    await expect(home.open('box', { person: answering(password('wrong')) })).rejects.toMatchObject({
      code: 'SSH_LOGIN_REFUSED',
    })
    expect(asks('password')).toHaveLength(1)
  })

  test('a saved password outlives a network failure and a wrong one is still there for the person to correct', async () => {
    await serve([], { password: 'sesame', passwordMethods: ['password'] })
    const id = `ssh-password:${sshd.user}@127.0.0.1:${sshd.port}`
    home.secrets.set(id, 'outdated')
    await expect(home.open('box', { unattended: true })).rejects.toMatchObject({
      code: 'SSH_LOGIN_NEEDS_YOU',
    })
    expect(home.secrets.get(id)).toBe('outdated')
    await home.open('box', { person: answering(password('sesame', true)) })
    expect(home.secrets.get(id)).toBe('sesame')
  })

  test('keyboard-interactive puts the server’s own question to the person', async () => {
    await serve([], { password: 'sesame', passwordMethods: ['keyboard-interactive'] })
    const person: Person = () => ({ kind: 'keyboard-interactive', answers: ['sesame'] })
    await home.open('box', { person })
    expect(home.questions).toMatchObject([
      {
        kind: 'keyboard-interactive',
        host: 'box',
        user: sshd.user,
        questions: [{ text: expect.stringMatching(/password/i) as string, echo: false }],
      },
    ])
    expect(methodUsed()).toContain('keyboard-interactive')
  })

  test('a saved password is never put into a question of the server’s', async () => {
    await serve([], { password: 'sesame', passwordMethods: ['keyboard-interactive'] })
    home.secrets.set(`ssh-password:${sshd.user}@127.0.0.1:${sshd.port}`, 'sesame')
    await expect(home.open('box', { person: () => ({ kind: 'cancel' }) })).rejects.toMatchObject({
      code: 'SSH_LOGIN_CANCELLED',
    })
    expect(asks('keyboard-interactive')).toHaveLength(1)
  })

  test('a key and then a password are given where the server wants both', async () => {
    const key = await makeSshKey(home.dir, 'id')
    await serve([`IdentityFile ${key.path}`], {
      password: 'sesame',
      authorizedKeys: [key.publicLine],
      config: ['AuthenticationMethods publickey,keyboard-interactive'],
    })
    await home.open('box', { person: () => ({ kind: 'keyboard-interactive', answers: ['sesame'] }) })
    expect(methodUsed()).toContain(`key ${key.path} and keyboard-interactive`)
  })

  test('PreferredAuthentications decides what is tried', async () => {
    await serve(['PreferredAuthentications password'], { password: 'sesame' })
    await home.open('box', { person: answering(password('sesame')) })
    expect(asks('keyboard-interactive')).toHaveLength(0)
  })

  test('an attempt that nobody attends says that a password is wanted', async () => {
    await serve([], { password: 'sesame' })
    await expect(home.open('box', { unattended: true, person: neverAsked })).rejects.toMatchObject({
      code: 'SSH_LOGIN_NEEDS_YOU',
      report: { details: { what: phrase('aPassword') } },
    })
  })

  test('a server that hangs up while the password is being typed is dialled again with it', async () => {
    await serve([], { password: 'sesame', passwordMethods: ['password'] })
    await home.open('box', {
      person: async () => {
        // As at the end of LoginGraceTime, whose seconds the second login would have to be quicker than.
        await sshd.killSessions()
        await expect.poll(() => sshd.sessions()).toEqual([])
        return password('sesame')
      },
    })
    expect(asks('password')).toHaveLength(1)
  })
})
