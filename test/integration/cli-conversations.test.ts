// Reading and changing what a gateway holds from the command line, with a gateway of ours at the far end.
import { appendFile, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli, startBuilt } from '../support/built-program.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import {
  closeTestGateways,
  modelConfig,
  startTestGateway,
  testToken,
  type TestGateway,
} from '../support/test-gateway.ts'

let dir: TempDir
let gateway: TestGateway
let given: string[]
beforeAll(async () => {
  dir = await makeTempDir('cli-conversations')
  gateway = await startTestGateway()
  given = ['--url', gateway.url, '--token', testToken, '--state-dir', dir.path]
})
afterAll(async () => {
  await closeTestGateways()
  await dir.remove()
})

async function cli(...args: string[]) {
  const { code, stdout } = await runCli([...args, '--json', ...given])
  return {
    code,
    printed: JSON.parse(stdout) as { sessions: { key: string }[]; messages: { text: string }[] },
  }
}

test('the assistant answers once, and the conversation can be listed, read, begun anew and deleted', async () => {
  const session = 'agent:main:errand'
  const answered = await runCli(['gateway', 'agent', '--message', '/help', '--session', session, ...given])
  expect(answered).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('/status') })

  expect((await cli('sessions', 'list', '--limit', '5')).printed.sessions.map(row => row.key)).toContain(
    session,
  )
  const shown = (await cli('sessions', 'show', session)).printed.messages
  expect(shown.map(message => message.text)).toEqual(['/help', expect.stringContaining('/status')])

  expect(await cli('sessions', 'reset', session)).toMatchObject({ code: 1, printed: { ok: false } })
  expect(await cli('sessions', 'reset', session, '--yes')).toMatchObject({
    code: 0,
    printed: { reset: true },
  })
  expect(await cli('sessions', 'delete', session, '--yes')).toMatchObject({ printed: { deleted: true } })
  expect((await cli('sessions')).printed.sessions.map(row => row.key)).not.toContain(session)
})

test('the gateway’s log is printed, and followed while it grows', async () => {
  const log = path.join(gateway.stateDir, 'logs', 'gangway.log')
  const write = (message: string) =>
    appendFile(log, `${JSON.stringify({ at: '2026-01-01T00:00:00Z', level: 'warn', message, port: 1 })}\n`)
  await mkdir(path.dirname(log), { recursive: true })
  await write('the first')
  const following = startBuilt('cli', ['logs', '--follow', '--interval', '20', ...given])
  try {
    expect(await following.waitForLine(line => line.includes('the first'))).toBe(
      '2026-01-01T00:00:00Z  WARN   the first  port=1',
    )
    await write('the next')
    await following.waitForLine(line => line.includes('the next'))
  } finally {
    await following.stop()
  }
  const { stdout } = await following.ended
  expect(stdout.match(/the first/g)).toHaveLength(1)
})

test('a reader that goes away ends the command without a word', async () => {
  const log = path.join(gateway.stateDir, 'logs', 'gangway.log')
  await mkdir(path.dirname(log), { recursive: true })
  const write = (message: string) => appendFile(log, `${JSON.stringify({ level: 'info', message })}\n`)
  await write('before it went')
  const following = startBuilt('cli', ['logs', '--follow', '--interval', '20', ...given])
  await following.waitForLine(line => line.includes('before it went'))
  following.child.stdout.destroy()
  await write('after it went')
  expect(await following.ended).toMatchObject({ code: 0, stderr: '' })
})

test('a probe says how far it came and what each question took', async () => {
  expect(await cli('gateway', 'probe')).toMatchObject({
    code: 0,
    printed: {
      ok: true,
      targets: [{ ok: true, reads: [{ method: 'health' }, {}, {}, { method: 'config.get' }] }],
    },
  })
  const wrong = await runCli(['gateway', 'probe', '--url', gateway.url, '--token', 'wrong', '--json'])
  expect([wrong.code, JSON.parse(wrong.stdout)]).toMatchObject([
    3,
    { ok: false, targets: [{ error: { code: 'GATEWAY_TOKEN_MISMATCH' } }] },
  ])
})

test('the address of the page is printed, with the token only when asked', async () => {
  const page = `${gateway.url.replace('ws:', 'http:')}/`
  const plain = await runCli(['dashboard', ...given])
  expect(plain).toEqual({ code: 0, stdout: `${page}\n`, stderr: '' })
  const withToken = await runCli(['dashboard', '--with-token', ...given])
  expect(withToken.stdout).toBe(`${page}#token=${testToken}\n`)
  expect(withToken.stderr).toContain('treat it as a password')
})

test('a page that is switched off is said to be', async () => {
  const bare = await startTestGateway({ config: { gateway: { controlUi: { enabled: false } } } })
  const to = ['--url', bare.url, '--token', testToken, '--state-dir', dir.path]
  const { code, stdout, stderr } = await runCli(['dashboard', ...to])
  expect([code, stdout]).toEqual([0, `${bare.url.replace('ws:', 'http:')}/\n`])
  expect(stderr).toContain('serves no page')
})

test('an answer that failed is told of in one sentence', async () => {
  const config = modelConfig('http://127.0.0.1:9/v1')
  const failing = await startTestGateway({ config })
  const to = ['--url', failing.url, '--token', testToken, '--state-dir', dir.path]
  const { code, stderr } = await runCli(['gateway', 'agent', '--message', 'hi', ...to])
  expect(code).toBe(3)
  expect(stderr).toMatch(/^The answer ended with error: [^\n]*[^.]\.\n$/)
})

test('channels are listed, and a message for nobody is refused', async () => {
  expect(await cli('channels', 'status', '--probe')).toMatchObject({ code: 0, printed: { ok: true } })
  const sent = await cli('gateway', 'send', '--to', 'nobody', '--message', 'hello')
  expect(sent).toMatchObject({ printed: { ok: false } })
  expect(sent.code).not.toBe(0)
})
