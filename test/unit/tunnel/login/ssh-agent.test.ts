import { once } from 'node:events'
import net from 'node:net'
import path from 'node:path'
import { assert, asyncProperty, uint8Array } from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  AgentError,
  findAgent,
  listAgentKeys,
  signWithAgent,
} from '../../../../src-main/tunnel/login/ssh-agent.ts'
import { makeTempDir, type TempDir } from '../../../support/temp-dir.ts'

let temp: TempDir
let agent: string
let server: net.Server
let answer: (socket: net.Socket) => void
const never = new AbortController().signal

beforeEach(async () => {
  temp = await makeTempDir('agent')
  agent = path.join(temp.path, 'sock')
  server = net.createServer(socket => {
    socket.on('error', () => socket.destroy())
    socket.once('data', () => answer(socket))
  })
  server.listen(agent)
  await once(server, 'listening')
})

afterEach(async () => {
  const closed = once(server, 'close')
  server.close()
  await closed
  await temp.remove()
})

function uint32(value: number): Buffer {
  return Buffer.from((value >>> 0).toString(16).padStart(8, '0'), 'hex')
}

function string(data: string | Buffer): Buffer {
  return Buffer.concat([uint32(Buffer.byteLength(data)), Buffer.from(data)])
}

const frame = (...parts: readonly Buffer[]): Buffer => string(Buffer.concat(parts))

test('the keys it holds are listed, whatever their type', async () => {
  const keys = [string('blob-1'), string('me@laptop'), string('blob-2'), string('')]
  answer = socket => void socket.end(frame(Buffer.from([12]), uint32(2), ...keys))
  expect(await listAgentKeys(agent, never)).toEqual([
    { publicBlob: Buffer.from('blob-1'), comment: 'me@laptop' },
    { publicBlob: Buffer.from('blob-2'), comment: '' },
  ])
})

test('an answer that drips in byte by byte is put together', async () => {
  const whole = frame(Buffer.from([12]), uint32(1), string('blob'), string('slow'))
  answer = socket => {
    const sendFrom = (at: number): void => {
      if (at === whole.length) return
      socket.write(whole.subarray(at, at + 1), () => setImmediate(sendFrom, at + 1))
    }
    sendFrom(0)
  }
  expect(await listAgentKeys(agent, never)).toMatchObject([{ comment: 'slow' }])
})

test('the signature is what stands behind the algorithm’s name', async () => {
  answer = socket =>
    void socket.end(
      frame(Buffer.from([14]), string(Buffer.concat([string('rsa-sha2-256'), string('signed')]))),
    )
  expect(
    (await signWithAgent(agent, Buffer.from('key'), Buffer.from('data'), 'sha256', never)).toString(),
  ).toBe('signed')
})

test.each([
  ['refuses', frame(Buffer.from([5]))],
  ['closes without an answer', Buffer.alloc(0)],
  ['answers with nothing', uint32(0)],
  ['announces four gigabytes', uint32(0xffffffff)],
  ['promises more keys than it sends', frame(Buffer.from([12]), uint32(1_000_000), string('blob'))],
  ['cuts a key short', frame(Buffer.from([12]), uint32(1), uint32(100))],
])('an agent that %s is an error of its own', async (_, bytes) => {
  answer = socket => void socket.end(bytes)
  await expect(listAgentKeys(agent, never)).rejects.toBeInstanceOf(AgentError)
})

test('an agent that is not there is an error of its own', async () => {
  await expect(listAgentKeys(path.join(temp.path, 'nothing'), never)).rejects.toBeInstanceOf(AgentError)
})

test('an agent that never answers can be called off', async () => {
  const abort = new AbortController()
  answer = () => abort.abort(new Error('called off'))
  await expect(listAgentKeys(agent, abort.signal)).rejects.toThrow('called off')
})

test('an agent that never answers is given up', async () => {
  answer = () => undefined
  await expect(listAgentKeys(agent, never)).rejects.toBeInstanceOf(AgentError)
})

test('no answer makes anything but a list or an error', async () => {
  await assert(
    asyncProperty(uint8Array({ maxLength: 200 }), async noise => {
      answer = socket => void socket.end(frame(Buffer.from([12]), Buffer.from(noise)))
      const outcome = await listAgentKeys(agent, never).catch((error: unknown) => error)
      expect(Array.isArray(outcome) || outcome instanceof AgentError).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('ssh_config decides before the environment which agent it is', async () => {
  expect(await findAgent({ identityAgent: 'none' }, '/from/app')).toBeUndefined()
  expect(await findAgent({ identityAgent: '/configured' }, '/from/app')).toBe('/configured')
  expect(await findAgent({ identityAgent: undefined }, '/from/app')).toBe('/from/app')
})
