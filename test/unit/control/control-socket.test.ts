import { readFile, stat } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { openControlSocket } from '../../../src-main/control/control-socket.ts'
import { reachRunningApp } from '../../../src-main/control/control-client.ts'
import { writeControlFile } from '../../../src-main/control/control-file.ts'
import type { ConnectionWatchers } from '../../../src-main/connection/connection-controller.ts'
import type { GatewayRequestOptions } from '../../../src-main/gateway-client/gateway-connection.ts'
import { appError } from '../../../src-shared/errors.ts'
import { states } from '../../support/window-fixtures.ts'
import { quietLog } from '../../support/test-gateway.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

let dir: TempDir
const closers: (() => unknown)[] = []
beforeEach(async () => {
  dir = await makeTempDir('control')
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  await dir.remove()
})

const log = { ...quietLog, child: () => log }

/** An app whose connection answers `echo`, refuses `refuse` and leaves `hang` unanswered. */
async function startApp(stateDir = dir.path) {
  const watchers = new Set<Partial<ConnectionWatchers>>()
  const cancelled: string[] = []
  const connection = {
    state: states.online,
    on: (watcher: Partial<ConnectionWatchers>) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    request: <T>(method: string, params?: unknown, options?: GatewayRequestOptions) =>
      new Promise<T>((resolve, reject) => {
        options?.signal?.addEventListener('abort', () => cancelled.push(method))
        if (method === 'echo') resolve({ params } as T)
        if (method === 'refuse') reject(appError('APP_ENDED', {}))
      }),
  }
  const beside = {
    ...connection,
    state: states.waiting,
    request: async <T>() => 'from beside' as T,
  }
  const away = { ...connection, state: states.idle }
  const socket = await openControlSocket({
    stateDir,
    connection,
    lineTo: gateway => (gateway === 'ssh:quay:18789' ? beside : away),
    log,
  })
  closers.push(socket.close)
  return { socket, watchers, cancelled }
}

async function reach(follows = false) {
  const app = await reachRunningApp(dir.path, follows)
  if (app) closers.push(app.close)
  return app
}

async function place() {
  return JSON.parse(await readFile(path.join(dir.path, 'control.json'), 'utf8')) as {
    address: string
    key: string
  }
}

/** Settles with how the app let a program go that speaks for itself. */
async function speak(...frames: (string | Buffer)[]) {
  const { address } = await place()
  const socket = new WebSocket('ws://control/', { createConnection: () => connect(address) })
  const heard: string[] = []
  socket.on('message', (data: Buffer) => {
    heard.push(data.toString())
    for (const frame of frames.splice(0)) socket.send(frame)
  })
  socket.on('error', () => undefined)
  const code = await new Promise<number>(resolve => socket.on('close', resolve))
  return { code, heard }
}

test('without an app there is nobody to ask', async () => {
  expect(await reach()).toBeUndefined()
})

test('a command asks over the app’s connection, and is refused as the app would be', async () => {
  await startApp()
  const app = await reach()
  expect(app?.state).toEqual(states.online)
  expect(await app?.request('echo', { a: [1, 'ä'] })).toEqual({ params: { a: [1, 'ä'] } })
  await expect(app?.request('refuse')).rejects.toMatchObject({ code: 'APP_ENDED' })
})

test('only the user may open the socket and read its key', async () => {
  await startApp()
  const { address } = await place()
  for (const file of [address, path.join(dir.path, 'control.json')])
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600')
})

test('what a command no longer waits for is cancelled, by its signal or its end', async () => {
  const { cancelled } = await startApp()
  const app = await reach()
  const impatient = new AbortController()
  const asked = app?.request('hang', {}, { signal: impatient.signal })
  impatient.abort()
  await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' })
  await expect.poll(() => cancelled).toEqual(['hang'])
  const left = app?.request('hang')
  app?.close()
  await expect(left).rejects.toMatchObject({ code: 'APP_ENDED' })
  await expect.poll(() => cancelled).toEqual(['hang', 'hang'])
})

test('events come to those who follow, states to all', async () => {
  const { watchers } = await startApp()
  const [follower, other] = [await reach(true), await reach()]
  const heard: unknown[] = []
  follower?.on({
    event: event => heard.push(['follower', event.event]),
    state: state => heard.push(state.phase),
  })
  other?.on({ event: () => heard.push('other'), state: state => heard.push(state.phase) })
  for (const watcher of watchers) {
    watcher.event?.({ event: 'chat', payload: {}, seq: 1 })
    watcher.state?.({ phase: 'idle' })
  }
  await expect.poll(() => heard).toHaveLength(3)
  expect(heard).toEqual(expect.arrayContaining([['follower', 'chat'], 'idle', 'idle']))
})

test('an app that ends tells the commands that wait, and leaves nothing behind', async () => {
  const { socket } = await startApp()
  const { address } = await place()
  const app = await reach()
  const asked = app?.request('hang')
  void socket.close()
  await expect(asked).rejects.toMatchObject({ code: 'APP_ENDED' })
  await socket.close()
  await expect(stat(address)).rejects.toMatchObject({ code: 'ENOENT' })
  expect(await reach()).toBeUndefined()
})

test('what a killed app left there is in nobody’s way', async () => {
  const left = createServer().listen(path.join(dir.path, 'control.sock'))
  closers.push(() => left.close())
  await writeControlFile(dir.path, { address: path.join(dir.path, 'nobody.sock'), key: 'k'.repeat(43) })
  expect(await reach()).toBeUndefined()
  await startApp()
  expect(await (await reach())?.request('echo', 1)).toEqual({ params: 1 })
})

test('a path too long for a socket is no obstacle', async () => {
  const deep = path.join(dir.path, 'a'.repeat(60), 'b'.repeat(60))
  await startApp(deep)
  const app = await reachRunningApp(deep, false)
  expect(await app?.request('echo', 2)).toEqual({ params: 2 })
  app?.close()
})

test('a program without the key hears nothing of the app', async () => {
  await startApp()
  const proof = 'x'.repeat(43)
  const { code, heard } = await speak(JSON.stringify({ nonce: proof, proof, follows: true }))
  expect(code).toBe(1008)
  expect(heard.map(text => Object.keys(JSON.parse(text) as object))).toEqual([['nonce']])
})

test.each([
  ['no JSON', '{"nonce":'],
  ['a binary frame', Buffer.from('{}')],
  ['a question before the proof', JSON.stringify({ id: 1, method: 'echo' })],
  ['brackets', '['.repeat(100_000)],
])('%s ends the conversation', async (_, frame) => {
  await startApp()
  expect((await speak(frame)).code).toBe(1008)
})

test('a frame beyond the limit ends the conversation', async () => {
  await startApp()
  expect((await speak(Buffer.alloc(29 * 1024 * 1024))).code).not.toBe(1000)
})

test('a program that has taken the app’s place learns nothing, and is not believed', async () => {
  const heard: string[] = []
  const address = path.join(dir.path, 'false.sock')
  const http = (await import('node:http')).createServer()
  const impostor = new WebSocketServer({ server: http })
  impostor.on('connection', socket => {
    socket.on('message', (data: Buffer) => {
      heard.push(data.toString())
      socket.send(JSON.stringify({ proof: 'y'.repeat(43), state: { phase: 'idle' } }))
    })
    socket.send(JSON.stringify({ nonce: 'z'.repeat(43) }))
  })
  await new Promise<void>(resolve => http.listen(address, resolve))
  closers.push(() => http.close())
  const key = 'k'.repeat(43)
  await writeControlFile(dir.path, { address, key })
  expect(await reach()).toBeUndefined()
  expect(heard).toHaveLength(1)
  expect(heard.join()).not.toContain(key)
})

test('a command that names a gateway is answered by that one, and by no other where it is not connected', async () => {
  await startApp()
  const quay = await reachRunningApp(dir.path, false, 'ssh:quay:18789')
  const pier = await reachRunningApp(dir.path, false, 'ssh:pier:18789')
  closers.push(() => quay?.close())
  closers.push(() => pier?.close())
  expect(quay?.state).toEqual(states.waiting)
  expect(await quay?.request('echo')).toBe('from beside')
  expect(pier?.state).toEqual({ phase: 'idle' })
})
