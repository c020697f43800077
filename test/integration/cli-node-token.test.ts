// `gangway node run --host` without a token: it is read on the gateway's own host, once, after a yes.
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCli, startBuilt, type RunningProgram } from '../support/built-program.ts'
import { startSshd, type Sshd } from '../support/sshd.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import {
  closeTestGateways,
  connectPeer,
  readWrite,
  startTestGateway,
  testToken,
  type TestGateway,
} from '../support/test-gateway.ts'

let dir: TempDir
let sshd: Sshd
let gateway: TestGateway
let running: RunningProgram | undefined
beforeEach(async () => {
  dir = await makeTempDir('cli-node-token')
  await chmod(dir.path, 0o755)
  await mkdir(at('remote', '.openclaw'), { recursive: true })
  gateway = await startTestGateway()
  const config = { gateway: { port: gateway.port, auth: { mode: 'token', token: testToken } } }
  await writeFile(at('remote', '.openclaw', 'openclaw.json'), JSON.stringify(config), { mode: 0o600 })
  sshd = await startSshd({ config: [`SetEnv HOME=${at('remote')} SHELL=/bin/sh PATH=/usr/bin:/bin`] })
  await writeFile(at('ssh_config'), sshd.configText('home', ['UserKnownHostsFile /dev/null']))
})
afterEach(async () => {
  await running?.stop()
  running = undefined
  await closeTestGateways()
  await sshd.stop()
  await dir.remove()
})

const at = (...parts: string[]) => path.join(dir.path, ...parts)
const env = { GANGWAY_VAULT: 'file' }

function nodeRun(...more: string[]): string[] {
  const where = ['--host', 'home', '--gateway-port', String(gateway.port), '--ssh-config', at('ssh_config')]
  const trusted = ['--accept-host-key', sshd.hostKey.fingerprint]
  return ['node', 'run', ...where, ...trusted, '--state-dir', at('state'), ...more]
}

async function everyFileUnder(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile())
  const texts = files.map(entry => readFile(path.join(entry.parentPath, entry.name), 'latin1'))
  return (await Promise.all(texts)).join('\n')
}

test('without a yes nothing is read, and it says how to give one', async () => {
  const { code, stderr } = await runCli(nodeRun(), env)
  expect(code).toBe(3)
  expect(stderr).toContain('--token-file')
  expect(stderr).toContain('--read-token')
  expect(stderr).not.toContain(testToken)
})

test('with a yes it is read once and exchanged for a device token, which is enough from then on', async () => {
  const owner = await connectPeer(gateway, {
    scopes: [...readWrite, 'operator.pairing', 'operator.admin'],
  })
  running = startBuilt('cli', nodeRun('--read-token', '--json'), env)
  const asked = await owner.event(({ event }) => event === 'node.pair.requested')
  await owner.request('node.pair.approve', {
    requestId: (asked.payload as { requestId: string }).requestId,
  })
  await running.waitForLine(line => line.includes('"approval":"approved"'))
  const first = await running.stop()
  expect(first).toMatchObject({ code: 0 })
  expect(first.stderr).toContain(at('remote', '.openclaw', 'openclaw.json'))
  expect(`${first.stdout}${first.stderr}${await everyFileUnder(at('state'))}`).not.toContain(testToken)

  await rm(at('remote', '.openclaw'), { recursive: true })
  running = startBuilt('cli', nodeRun('--json'), env)
  await running.waitForLine(line => line.includes('"approval":"approved"'))
  expect(await running.stop()).toMatchObject({ code: 0 })
})

test('what is read and does not fit is said, and is not read again', async () => {
  const config = { gateway: { port: gateway.port, auth: { mode: 'token', token: 'an-older-one' } } }
  await writeFile(at('remote', '.openclaw', 'openclaw.json'), JSON.stringify(config))
  const { code, stderr } = await runCli(nodeRun('--read-token'), env)
  expect(code).toBe(3)
  expect(stderr.split('openclaw.json')).toHaveLength(2)
})
