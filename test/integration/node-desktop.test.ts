// What a node lends of a desktop: its clipboard, its screen and its notices, on a real X server and session bus.
import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startBuilt, type RunningProgram } from '../support/built-program.ts'
import { openDesktopSession, whyNoDesktop, type DesktopSession } from '../support/desktop-session.ts'
import { eventually } from '../support/eventually.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import {
  closeTestGateways,
  connectPeer,
  readWrite,
  startTestGateway,
  testToken,
  type Peer,
} from '../support/test-gateway.ts'

let dir: TempDir
let desktop: DesktopSession | undefined
let node: RunningProgram | undefined
beforeEach(async () => {
  dir = await makeTempDir('node-desktop')
})
afterEach(async () => {
  await node?.stop('SIGKILL')
  node = undefined
  await closeTestGateways()
  await desktop?.close()
  desktop = undefined
  await dir.remove()
})

type Invoke = <T>(command: string, params?: object, timeoutMs?: number) => Promise<T>

async function start(): Promise<{ owner: Peer; offers: string[]; invoke: Invoke; at: DesktopSession }> {
  const at = await openDesktopSession(dir.path)
  desktop = at
  const gateway = await startTestGateway()
  const owner = await connectPeer(gateway, {
    scopes: [...readWrite, 'operator.approvals', 'operator.pairing', 'operator.admin'],
  })
  const tokenFile = path.join(dir.path, 'token')
  await writeFile(tokenFile, testToken)
  const where = ['--url', gateway.url, '--token-file', tokenFile, '--state-dir', path.join(dir.path, 'state')]
  node = startBuilt('cli', ['node', 'run', '--json', ...where], at.env)
  const asked = await owner.event(({ event }) => event === 'node.pair.requested')
  const { requestId } = asked.payload as { requestId: string }
  await owner.request('node.pair.approve', { requestId })
  await node.waitForLine(line => line.includes('"approval":"approved"'))
  const { nodes } = await owner.request<{ nodes: { nodeId: string; commands: string[] }[] }>('node.list')
  const { nodeId = '', commands = [] } = nodes[0] ?? {}
  let calls = 0
  const invoke = async <T>(command: string, params: object = {}, timeoutMs = 30_000) => {
    const idempotencyKey = `call-${(calls += 1)}`
    const request = { nodeId, command, params, idempotencyKey, timeoutMs }
    return (await owner.request<{ payload: T }>('node.invoke', request)).payload
  }
  return { owner, offers: commands, invoke, at }
}

const obstacle = whyNoDesktop()

test('the clipboard is read and written, whatever is in it, and stays when the call is over', async ({
  skip,
}) => {
  if (obstacle) skip(obstacle)
  const { offers, invoke, at } = await start()
  expect(offers).toEqual(expect.arrayContaining(['clipboard.read', 'clipboard.write']))
  await expect(invoke('clipboard.read')).rejects.toThrow('the clipboard has no text')
  for (const text of ['Zażółć "gęślą" $HOME; `id`\n\tjaźń 🦞', 'x'.repeat(300_000), '']) {
    expect(await invoke('clipboard.write', { text })).toEqual({ written: true })
    expect(await at.use('xclip', '-selection', 'clipboard', '-out')).toBe(text)
    expect(await invoke('clipboard.read')).toEqual({ text })
  }

  // Somebody at the desk copies something.
  const copied = spawnSync('xclip', ['-selection', 'clipboard', '-in'], {
    input: 'from the desk',
    env: { ...process.env, ...at.env },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  expect(copied.status).toBe(0)
  // The process that xclip leaves behind takes the clipboard, and may do so after xclip has ended.
  await eventually(() => invoke('clipboard.read')).toEqual({ text: 'from the desk' })
})

test('the screen is a PNG of its size, with what is on it', async ({ skip }) => {
  if (obstacle) skip(obstacle)
  const { offers, invoke, at } = await start()
  expect(offers).toContain('screen.snapshot')
  type Picture = { format: string; width: number; height: number; base64: string }
  const before = await invoke<Picture>('screen.snapshot')
  expect(before).toMatchObject({ format: 'png', width: 320, height: 200 })
  // A notice stands on the screen until somebody closes it.
  await at.use('notify-send', '--urgency=critical', 'Look here')
  await expect
    .poll(async () => (await invoke<Picture>('screen.snapshot')).base64 === before.base64)
    .toBe(false)
})

test('a notice is shown with its title, its words and its urgency, and none of them is taken for an option', async ({
  skip,
}) => {
  if (obstacle) skip(obstacle)
  const { offers, invoke, at } = await start()
  expect(offers).toContain('system.notify')
  const told = [
    { title: 'Tea', body: 'It is ready', priority: 'passive' },
    { title: '--help', body: '-u critical; $(id)' },
    { title: '', body: 'only words', priority: 'timeSensitive' },
  ]
  for (const notice of told) expect(await invoke('system.notify', notice)).toEqual({ shown: true })
  await eventually(() => at.notices()).toEqual([
    { summary: 'Tea', body: 'It is ready', urgency: 'LOW' },
    { summary: '--help', body: '-u critical; $(id)', urgency: 'NORMAL' },
    { summary: 'only words', body: '', urgency: 'CRITICAL' },
  ])
})
