import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { terminalPrompts } from '../../../src-main/cli/terminal-prompts.ts'
import type { HostKeyPrompt, PromptQuestion } from '../../../src-shared/prompts.ts'

const fingerprint = `SHA256:${'a'.repeat(43)}`
const another = `SHA256:${'b'.repeat(43)}`
const hostKey: HostKeyPrompt = {
  kind: 'host-key',
  host: 'server',
  port: 22,
  address: '127.0.0.1',
  keyType: 'ssh-ed25519',
  fingerprint,
  alsoKnownAs: [],
  otherKnownTypes: [],
  howToCheck: 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
}
const password: PromptQuestion = { kind: 'password', host: 'server', user: 'me', attempt: 1 }
const never = new AbortController().signal

/** A person who types the next line each time something is asked. */
function testTerminal(lines: string[], { isInteractive = true, accepted = [] as string[] } = {}) {
  const input = new PassThrough()
  const output = new PassThrough()
  let screen = ''
  output.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    if (/(\? |: )$/.test(text)) {
      const line = lines.shift()
      if (line !== undefined) setImmediate(() => input.write(line))
    }
  })
  return { ask: terminalPrompts({ input, output, isInteractive }, accepted), screen: () => screen }
}

test.each([
  ['yes\r', { kind: 'host-key', trust: 'save' }],
  ['once\r', { kind: 'host-key', trust: 'once' }],
  ['no\r', { kind: 'cancel' }],
  [`${fingerprint}\r`, { kind: 'host-key', trust: 'save', expected: fingerprint }],
  [`${'a'.repeat(43)}\r`, { kind: 'host-key', trust: 'save', expected: fingerprint }],
  ['\u0003', { kind: 'cancel' }],
  ['\u0004', { kind: 'cancel' }],
])('an unknown host key answered with %j', async (line, answer) => {
  const { ask, screen } = testTerminal([line])
  expect(await ask(hostKey, never)).toEqual(answer)
  expect(screen()).toContain(fingerprint)
  expect(screen()).toContain('ssh-keygen -lf')
})

test('anything else than an answer is asked again, and another fingerprint is named as such', async () => {
  const { ask, screen } = testTerminal(['\r', 'y\r', `${another}\r`, 'YES\r', 'yes\r'])
  expect(await ask(hostKey, never)).toEqual({ kind: 'host-key', trust: 'save' })
  expect(screen()).toContain('another fingerprint')
})

test('a password is read without showing it', async () => {
  const { ask, screen } = testTerminal(['hunter2\r'])
  expect(await ask(password, never)).toEqual({ kind: 'password', password: 'hunter2', save: false })
  expect(screen()).toContain('me@server’s password: ')
  expect(screen()).not.toContain('hunter2')
})

test('a passphrase is read without showing it, and a wrong one before is mentioned', async () => {
  const { ask, screen } = testTerminal(['open\r'])
  expect(await ask({ kind: 'passphrase', path: '/home/me/.ssh/id', attempt: 2 }, never)).toEqual({
    kind: 'passphrase',
    passphrase: 'open',
    save: false,
  })
  expect(screen()).toContain('does not open')
  expect(screen()).not.toMatch(/open\r/)
})

test('each question of the server is asked, and only those with echo are shown', async () => {
  const { ask, screen } = testTerminal(['secret\r', '123456\r'])
  const question: PromptQuestion = {
    kind: 'keyboard-interactive',
    host: 'server',
    user: 'me',
    name: 'Two factors',
    instructions: 'Look at your phone.',
    questions: [
      { text: 'Password:', echo: false },
      { text: 'Code:', echo: true },
    ],
  }
  expect(await ask(question, never)).toEqual({ kind: 'keyboard-interactive', answers: ['secret', '123456'] })
  expect(screen()).toContain('Look at your phone.')
  expect(screen()).toContain('123456')
  expect(screen()).not.toContain('secret')
})

test('Ctrl-C at a password declines', async () => {
  const { ask } = testTerminal(['\u0003'])
  expect(await ask(password, never)).toEqual({ kind: 'cancel' })
})

test('where nobody sits at a terminal, every question is declined', async () => {
  const { ask, screen } = testTerminal([], { isInteractive: false })
  expect(await ask(hostKey, never)).toEqual({ kind: 'cancel' })
  expect(await ask(password, never)).toEqual({ kind: 'cancel' })
  expect(screen()).toBe('')
})

test('a fingerprint given beforehand needs nobody', async () => {
  const { ask } = testTerminal([], { isInteractive: false, accepted: [another, fingerprint] })
  expect(await ask(hostKey, never)).toEqual({ kind: 'host-key', trust: 'save', expected: fingerprint })
})

test('a host with another key than the given one is declined without asking', async () => {
  const { ask, screen } = testTerminal(['yes\r'], { accepted: [another] })
  expect(await ask(hostKey, never)).toEqual({ kind: 'cancel' })
  expect(screen()).toContain('--accept-host-key')
})

test('a question whose attempt ends is taken back', async () => {
  const attempt = new AbortController()
  const { ask } = testTerminal([])
  const asked = ask(hostKey, attempt.signal)
  attempt.abort(new Error('timed out'))
  await expect(asked).rejects.toThrow('timed out')
})
