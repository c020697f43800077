// Other programs of this computer, run by somebody else or in nobody's name: what they can take the place of, or read.
import { once } from 'node:events'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { keepGatewaySecret } from '../../src-main/connection/gateway-secrets.ts'
import { startBuilt, type RunningProgram } from '../support/built-program.ts'
import { openTestController, type TestController } from '../support/connection-controller.ts'
import { freePort } from '../support/free-port.ts'
import { descendants } from '../support/process-tree.ts'
import { startScriptedGateway } from '../support/scripted-gateway.ts'
import { makeTempDir } from '../support/temp-dir.ts'

const canary = 'canary-of-a-gateway-token'
const closing: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** Listens at `port` and keeps every byte it hears; `answer` is what it does with a connection. */
async function squat(port: number, answer: (socket: net.Socket) => void) {
  const heard: Buffer[] = []
  const server = net.createServer(socket => {
    socket.on('error', () => undefined)
    socket.on('data', data => heard.push(data))
    answer(socket)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => void server.close())
  return { text: () => Buffer.concat(heard).toString('latin1') }
}

async function connectTo(port: number): Promise<TestController> {
  const test = await openTestController()
  closing.push(() => test.close())
  const target = { kind: 'direct', url: `ws://127.0.0.1:${port}` } as const
  await keepGatewaySecret(test.vault, target, { kind: 'token', secret: canary })
  test.controller.connect(target, { attended: false })
  return test
}

const speaksHttp = (socket: net.Socket): void => {
  const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
  socket.once('data', () => socket.end(answer))
}

/** Takes the WebSocket as a gateway does, and says something else than its challenge. */
const speaksWebSocket = (greeting: string) => (socket: net.Socket) => {
  const server = new WebSocketServer({ noServer: true })
  socket.once('data', (data: Buffer) => {
    const key = /sec-websocket-key: (\S+)/i.exec(data.toString())?.[1] ?? ''
    const headers = {
      upgrade: 'websocket',
      connection: 'Upgrade',
      'sec-websocket-key': key,
      'sec-websocket-version': '13',
    }
    const request = { method: 'GET', headers, url: '/' }
    server.handleUpgrade(request as never, socket, Buffer.alloc(0), client => client.send(greeting))
  })
}

describe.each([
  ['says nothing', () => undefined],
  ['speaks HTTP', speaksHttp],
  ['speaks of something else', speaksWebSocket('{"type":"event","event":"hello","payload":{}}')],
  [
    'asks for the token',
    speaksWebSocket('{"type":"req","id":"1","method":"connect","params":{"want":"token"}}'),
  ],
] as const)('a program at the gateway’s port that %s', (_, answer) => {
  test('hears no credential when it was there first', async () => {
    const port = await freePort()
    const squatter = await squat(port, answer)
    const { reach } = await connectTo(port)
    await Promise.race([reach('waiting'), reach('needs-you'), reach('failed')])
    expect(squatter.text()).toContain('Upgrade')
    expect(squatter.text()).not.toContain(canary)
  })

  test('hears none when it takes the place of the gateway that was there', async () => {
    const gateway = await startScriptedGateway({ token: canary })
    const { reach, next } = await connectTo(gateway.port)
    await reach('online')
    const lost = next('waiting')
    await gateway.close()
    const squatter = await squat(gateway.port, answer)
    await lost
    await expect.poll(squatter.text).toContain('Upgrade')
    expect(squatter.text()).not.toContain(canary)
  })
})

test.runIf(process.platform === 'linux')(
  'what the system shows of a running gateway holds no token',
  async () => {
    const { gateway } = await runGateway()
    const pids = [gateway.child.pid ?? 0, ...(await descendants(gateway.child.pid ?? 0))]
    for (const pid of pids)
      for (const file of ['cmdline', 'environ'])
        expect([file, await readFile(`/proc/${pid}/${file}`, 'latin1')]).not.toEqual([
          file,
          expect.stringContaining(canary),
        ])
  },
)

test.skipIf(process.platform === 'win32')(
  'nothing that a gateway keeps can be read or written by others',
  async () => {
    const { stateDir, gateway } = await runGateway()
    await gateway.stop()
    const names = await readdir(stateDir, { recursive: true })
    expect(names.length).toBeGreaterThan(2)
    const open: string[] = []
    for (const name of names) {
      const { mode } = await stat(path.join(stateDir, name))
      if ((mode & 0o077) !== 0) open.push(`${name} ${(mode & 0o777).toString(8)}`)
    }
    // A folder that only its owner may enter keeps what is in it, whatever its own mode.
    const isShut = ((await stat(stateDir)).mode & 0o077) === 0
    expect(isShut ? [] : open).toEqual([])
  },
)

async function runGateway(): Promise<{ stateDir: string; gateway: RunningProgram }> {
  const dir = await makeTempDir('adversary')
  closing.push(() => dir.remove())
  const stateDir = path.join(dir.path, 'state')
  const tokenFile = path.join(dir.path, 'token')
  await writeFile(tokenFile, canary, { mode: 0o600 })
  const port = String(await freePort())
  const args = [
    'gateway',
    'run',
    '--port',
    port,
    '--token-file',
    tokenFile,
    '--auth',
    'token',
    '--state-dir',
    stateDir,
  ]
  const gateway = startBuilt('cli', args, { XDG_CONFIG_HOME: dir.path })
  closing.push(() => gateway.stop())
  await gateway.waitForLine(line => line.includes('ready'))
  return { stateDir, gateway }
}
