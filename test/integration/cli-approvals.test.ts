// Deciding from the command line what may run, with a gateway of ours at the far end.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCli } from '../support/built-program.ts'
import { startModelServer, type ModelServer } from '../support/model-server.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import {
  closeTestGateways,
  connectPeer,
  modelConfig,
  readWrite,
  startTestGateway,
  testToken,
  type Peer,
  type TestGateway,
} from '../support/test-gateway.ts'

let dir: TempDir
let model: ModelServer
let gateway: TestGateway
let asker: Peer
beforeEach(async () => {
  dir = await makeTempDir('cli-approvals')
  model = await startModelServer()
  gateway = await startTestGateway({
    config: modelConfig(model.baseUrl, { tools: { exec: { mode: 'ask' } } }),
  })
  asker = await connectPeer(gateway, { scopes: [...readWrite, 'operator.approvals'] })
})
afterEach(async () => {
  await closeTestGateways()
  await model.close()
  await dir.remove()
})

const cli = (...args: string[]) =>
  runCli([...args, '--url', gateway.url, '--token', testToken, '--state-dir', dir.path])

const ask = (id: string, command: string) =>
  asker.request<{ decision: string | null }>('exec.approval.request', { id, command, cwd: '/srv/kettle' })

test('what waits is shown whole, with what hides in it written out, and is denied by the beginning of its id', async () => {
  const asking = ask('first-of-all', 'echo one\nc\u0430t \u202egpj')
  await asker.event(({ event }) => event === 'exec.approval.requested')
  const { code, stdout } = await cli('approvals', 'list')
  expect(code).toBe(0)
  const lines = ['first-of-all', 'echo one', 'c[U+0430 like a]t [U+202E]gpj', '/srv/kettle']
  for (const line of lines) expect(stdout).toContain(line)

  expect(await cli('approvals', 'approve', 'no-such-request')).toMatchObject({ code: 1 })
  expect(await cli('approvals', 'deny', 'first-of')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Denied: echo one'),
  })
  expect((await asking).decision).toBe('deny')
  expect((await cli('approvals', 'list')).stdout).toBe('No command waits for a decision.\n')
})

test('what is allowed for good is listed, and asked for again once it is forgotten', async () => {
  const argv = [process.execPath, '-e', 'console.log(6 * 7)']
  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv } })
  await asker.request('chat.send', { sessionKey: 'main', message: 'count', idempotencyKey: 'count' })
  const { payload } = await asker.event(({ event }) => event === 'exec.approval.requested')
  await cli('approvals', 'approve', (payload as { id: string }).id, '--always')
  await asker.event(({ event }) => event === 'exec.approval.resolved')

  const { entries } = JSON.parse((await cli('approvals', 'allowed', '--json')).stdout) as {
    entries: { id: string; command: string }[]
  }
  expect(entries).toMatchObject([{ command: `${process.execPath} -e "console.log(6 * 7)"` }])
  expect(await cli('approvals', 'forget', entries[0]?.id ?? '')).toMatchObject({ code: 0 })
  expect((await cli('approvals', 'allowed')).stdout).toBe('Every command is asked for.\n')
  expect(await cli('approvals', 'forget', 'none')).toMatchObject({ code: 1 })
})

test('the rules for commands are written and shown, and the exec approvals replaced only by what can be used', async () => {
  expect((await cli('approvals', 'get')).stdout).toMatch(
    /everyone +ask\n\nThere is no .*exec-approvals\.json\./,
  )
  expect((await cli('approvals', 'rule', 'deny', '--agent', 'main')).stdout).toMatch(
    /everyone +ask\nagent main +deny/,
  )
  expect((await cli('approvals', 'rule', 'unset', '--agent', 'main')).stdout).toMatch(/agent main +-/)
  expect(await cli('approvals', 'rule', 'often')).toMatchObject({ code: 1 })

  const file = path.join(dir.path, 'policy.json5')
  await writeFile(file, "{ version: 1, defaults: { security: 'deny' } } // nothing")
  expect(await cli('approvals', 'set', '--file', file)).toMatchObject({ code: 0 })
  expect((await cli('approvals', 'get')).stdout).toContain('"security": "deny"')
  await writeFile(file, '{ version: 1, defaults: { security: "some" } }')
  expect(await cli('approvals', 'set', '--file', file)).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('defaults.security'),
  })
  await writeFile(file, '{ version: ')
  expect(await cli('approvals', 'set', '--file', file)).toMatchObject({ code: 1 })
  const { file: kept } = JSON.parse((await cli('approvals', 'get', '--json')).stdout) as { file: object }
  expect(kept).toEqual({ version: 1, defaults: { security: 'deny' }, agents: {} })
})
