import { once } from 'node:events'
import net from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dialTcp, type Dialling } from '../../../src-main/tunnel/dial-tcp.ts'
import { startEchoServer, type EchoServer } from '../../support/echo-server.ts'
import { freePort } from '../../support/free-port.ts'

let server: EchoServer
const never = new AbortController().signal

beforeEach(async () => {
  server = await startEchoServer()
})
afterEach(() => server.close())

function dialling(changes: Partial<Dialling> = {}): Dialling {
  return {
    name: 'box',
    hostname: '127.0.0.1',
    port: server.port,
    family: 'any',
    timeoutMs: 5_000,
    onResolved: () => undefined,
    ...changes,
  }
}

test('a name with several addresses is reached at the one that answers', async () => {
  const resolved: string[][] = []
  const options = dialling({ hostname: 'localhost', onResolved: addresses => resolved.push([...addresses]) })
  const socket = await dialTcp(options, never)
  expect(socket.remoteAddress).toBe('127.0.0.1')
  expect(resolved[0]).toContain('127.0.0.1')
  socket.destroy()
})

test('an address that does not answer is asked again, and the one that got nowhere is dropped', async () => {
  const dialled: net.Socket[] = []
  const connect = (options: net.TcpNetConnectOpts): net.Socket => {
    // The first goes out while the network is away.
    dialled.push(dialled.length === 0 ? new net.Socket() : net.connect(options))
    return dialled.at(-1)!
  }
  const socket = await dialTcp(dialling({ connect }), never)
  expect(socket).toBe(dialled[1])
  expect(dialled[0]?.destroyed).toBe(true)
  expect(dialled).toHaveLength(2)
  socket.destroy()
})

test('only the wanted family is looked up', async () => {
  const socket = await dialTcp(dialling({ hostname: 'localhost', family: 'inet' }), never)
  expect(socket.remoteFamily).toBe('IPv4')
  socket.destroy()
})

test('a refused port and an unknown name are told apart', async () => {
  const port = await freePort()
  await expect(dialTcp(dialling({ port }), never)).rejects.toMatchObject({
    code: 'TCP_REFUSED',
    report: { details: { host: 'box', port }, remedy: expect.stringContaining('the SSH server') },
  })
  await expect(dialTcp(dialling({ hostname: 'nowhere.invalid' }), never)).rejects.toMatchObject({
    code: 'HOST_NOT_FOUND',
  })
})

test('a dial that is called off leaves no socket', async () => {
  const abort = new AbortController()
  const outcome = expect(dialTcp(dialling(), abort.signal)).rejects.toThrow('called off')
  abort.abort(new Error('called off'))
  await outcome
  await expect.poll(() => server.connections()).toBe(0)
  await expect(dialTcp(dialling(), abort.signal)).rejects.toThrow('called off')
})

test('a connected socket belongs to whoever dialled, and an early error of its own ends nobody', async () => {
  const socket = await dialTcp(dialling(), never)
  socket.destroy(new Error('broken at once'))
  if (!socket.closed) await once(socket, 'close')
  expect(socket.destroyed).toBe(true)
})
