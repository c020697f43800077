import { once } from 'node:events'
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { startEchoServer } from '../support/echo-server.ts'
import { eventually } from '../support/eventually.ts'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts'
import { playFaults, randomWalk } from '../support/fault-script.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

type Client = { readonly socket: net.Socket; readonly heard: () => string; readonly ended: () => string }

async function open(proxy: FaultProxy): Promise<Client> {
  const socket = net.connect({ port: proxy.port, host: proxy.host, noDelay: true, allowHalfOpen: true })
  closers.push(() => socket.destroy())
  let text = ''
  let end = 'open'
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
  })
  socket.on('end', () => {
    end = 'FIN'
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    end = error.code ?? 'error'
  })
  await once(socket, 'connect')
  return { socket, heard: () => text, ended: () => end }
}

async function setUp(serve?: (socket: net.Socket) => void) {
  const echo = await startEchoServer(serve)
  const proxy = await startFaultProxy({ host: '127.0.0.1', port: echo.port })
  closers.push(echo.close, proxy.close)
  return { echo, proxy }
}

/** Every write that arrives at the server, as it arrived. */
async function setUpListener() {
  const arrived: string[] = []
  const site = await setUp(socket => socket.on('data', (chunk: Buffer) => arrived.push(chunk.toString())))
  return { ...site, arrived }
}

test('in fair weather what is sent comes back, half-close included', async () => {
  const { proxy } = await setUp()
  const client = await open(proxy)
  client.socket.end('hello')
  await eventually(client.ended).toBe('FIN')
  expect(client.heard()).toBe('hello')
  expect([proxy.bytes('up'), proxy.bytes('down')]).toEqual([5, 5])
})

test('split into single bytes, delayed and slowed down, everything arrives in order', async () => {
  const { proxy } = await setUp()
  proxy.weather({ latencyMs: 5, jitterMs: 20, stallPercent: 20, stallMs: 10, pieceBytes: 1 })
  const client = await open(proxy)
  for (const piece of ['one ', 'two ', 'three ', 'four ']) client.socket.write(piece)
  await eventually(client.heard).toBe('one two three four ')
  proxy.weather({ bytesPerSecond: 2_000 })
  client.socket.write('five')
  await eventually(client.heard).toBe('one two three four five')
})

test('merged, what was written apart arrives as one', async () => {
  const { proxy, arrived } = await setUpListener()
  const client = await open(proxy)
  proxy.weather({ mergeMs: 1_000 })
  client.socket.write('one ')
  await eventually(() => proxy.connections()).toBe(1)
  setImmediate(() => client.socket.write('two'))
  await eventually(() => arrived.join('')).toBe('one two')
  expect(arrived).toEqual(['one two'])
})

test.each(['up', 'down'] as const)('a black hole %s swallows that way and closes nothing', async way => {
  const { proxy } = await setUp()
  proxy.blackHole(way)
  const client = await open(proxy)
  client.socket.write('gone!')
  await eventually(() => proxy.swallowed(way)).toBe(5)
  proxy.pass()
  client.socket.write('!')
  await eventually(client.heard).toBe('!')
  expect([proxy.bytes('up'), proxy.bytes('down')]).toEqual(way === 'up' ? [1, 1] : [6, 1])
  expect(client.ended()).toBe('open')
})

test('what is held arrives later, and lost flows never do while new ones pass', async () => {
  const { proxy } = await setUp()
  const first = await open(proxy)
  proxy.hold()
  first.socket.write('late')
  const second = await open(proxy)
  second.socket.write('too')
  await eventually(() => proxy.accepted()).toBe(2)
  expect(proxy.bytes('up')).toBe(0)
  proxy.pass()
  await eventually(first.heard).toBe('late')
  await eventually(second.heard).toBe('too')

  expect(proxy.loseFlows()).toBe(2)
  first.socket.write('lost')
  const third = await open(proxy)
  third.socket.write('new')
  await eventually(third.heard).toBe('new')
  expect([first.heard(), first.ended()]).toEqual(['late', 'open'])
})

test.each([
  ['reset', { kind: 'reset' }, 'abc', /ECONNRESET/],
  ['FIN in the middle', { kind: 'finish' }, 'abc', /FIN/],
  ['half-close', { kind: 'half-close' }, 'abc', /FIN/],
  ['silence', { kind: 'silence', way: 'both' }, 'abc', /open/],
] as const)('%s strikes after exactly so many bytes', async (_name, fault, heard, ended) => {
  const { proxy } = await setUp()
  proxy.strike({ way: 'down', bytes: 3 }, fault)
  const client = await open(proxy)
  client.socket.write('abcdef')
  await eventually(client.heard).toBe(heard)
  await eventually(client.ended).toMatch(ended)
  const next = await open(proxy)
  next.socket.write('abcdef')
  await eventually(next.heard).toBe('abcdef')
})

test('one bit is turned at its byte, and only on the connection that was meant', async () => {
  const { proxy } = await setUp()
  proxy.strike({ way: 'up', bytes: 2, connection: 1 }, { kind: 'flip', bit: 5 })
  const first = await open(proxy)
  first.socket.write('abcdef')
  await eventually(first.heard).toBe('abcdef')
  const second = await open(proxy)
  second.socket.write('abcdef')
  await eventually(second.heard).toBe('abCdef')
})

test('a refused connection is reset, a silent one is taken and never reaches the server', async () => {
  const { proxy, echo } = await setUp()
  proxy.refuse(true)
  const refused = net.connect({ port: proxy.port, host: proxy.host })
  expect((await once(refused, 'error'))[0]).toMatchObject({ code: 'ECONNRESET' })
  proxy.pass()
  proxy.silent(true)
  const silent = await open(proxy)
  silent.socket.write('anybody?')
  await eventually(() => proxy.connections()).toBe(1)
  expect([echo.connections(), silent.heard(), silent.ended()]).toEqual([0, '', 'open'])
})

test('a walk of faults follows its seed and is played step by step', async () => {
  expect(randomWalk(7, 20)).toEqual(randomWalk(7, 20))
  expect(randomWalk(7, 20)).not.toEqual(randomWalk(8, 20))
  const { proxy } = await setUp()
  const client = await open(proxy)
  client.socket.write('a')
  await eventually(client.heard).toBe('a')
  const waited: number[] = []
  const walk = randomWalk(7, 20)
  await playFaults(proxy, [...walk, { afterMs: 5, fault: 'reset' }], async ms => void waited.push(ms))
  expect(waited).toEqual([...walk.map(step => step.afterMs), 5])
  await eventually(client.ended).not.toBe('open')
})
