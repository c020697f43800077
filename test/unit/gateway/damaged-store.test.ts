// A gateway whose database is damaged: it starts, says what was lost, and whoever was paired still is.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BadFile } from '../../../src-shared/troubles.ts'
import { readGatewayHealth } from '../../../src-shared/wire/gateway-health.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'
import {
  closeTestGateways,
  connectPeer,
  quietLog,
  readWrite,
  startTestGateway,
} from '../../support/test-gateway.ts'

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('damaged-store')
})
afterEach(async () => {
  await closeTestGateways()
  await dir.remove()
})

const admin = { scopes: [...readWrite, 'operator.admin'] }
const file = () => path.join(dir.path, 'gateway.db')
const startHere = (more: object = {}) => startTestGateway({ stateDir: dir.path, ...more })

/** Some conversations, and then one page of them is gone. */
async function damageStore(): Promise<void> {
  const gateway = await startHere()
  const peer = await connectPeer(gateway, admin)
  for (let n = 0; n < 40; n += 1)
    await peer.request('chat.inject', { sessionKey: 'main', message: `${n} ${'kept words '.repeat(40)}` })
  await gateway.close()
  const bytes = readFileSync(file())
  const page = Math.floor(bytes.indexOf('20 kept words') / 4096) * 4096
  writeFileSync(file(), bytes.fill(0, page, page + 4096))
}

test('it starts, goes on with what can be read, and says so in its health and its log', async () => {
  await damageStore()
  const logged: string[] = []
  const told: BadFile[] = []
  const gateway = await startHere({
    log: { ...quietLog, error: (message: string) => void logged.push(message) },
    onBadFile: (bad: BadFile) => void told.push(bad),
  })
  expect(told.map(({ id }) => id)).toEqual([expect.stringMatching(/^gateway\.db\.bad-\d+$/)])
  expect(logged).toEqual([expect.stringContaining('was damaged; it was put aside')])

  const peer = await connectPeer(gateway, admin)
  const health = readGatewayHealth(await peer.request('health'))
  const { messages, lost } = told[0]!.salvage as { messages: number; lost: number }
  expect(messages + lost).toBe(40)
  expect(lost).toBeGreaterThan(0)
  expect(health?.salvaged).toMatchObject({ conversations: 1, messages, lost })
  expect(health?.complaints).toEqual([])
  const { messages: shown } = await peer.request<{ messages: unknown[] }>('chat.history', {
    sessionKey: 'main',
    limit: 200,
  })
  expect(shown).toHaveLength(messages)
  await peer.request('chat.inject', { sessionKey: 'main', message: 'it goes on' })
})

test('damage that is met in use is said in its health, and mended at the next start', async () => {
  const gateway = await startHere()
  const peer = await connectPeer(gateway, admin)
  await peer.request('chat.inject', { sessionKey: 'main', message: 'one' })
  await peer.request('chat.inject', { sessionKey: 'main', message: 'two of them' })
  await gateway.close()
  const bytes = readFileSync(file())
  bytes[bytes.indexOf('"two of them')] = 0x5b
  writeFileSync(file(), bytes)

  const again = await startHere()
  const second = await connectPeer(again, admin)
  await expect(second.request('chat.history', { sessionKey: 'main', limit: 10 })).rejects.toThrow(
    'internal error',
  )
  const health = readGatewayHealth(await second.request('health'))
  expect(health?.complaints).toMatchObject([{ phrase: 'storeDamaged' }])
  await again.close()

  const mended = await connectPeer(await startHere(), admin)
  const answer = await mended.request<{ messages: unknown[] }>('chat.history', {
    sessionKey: 'main',
    limit: 10,
  })
  expect(answer.messages).toHaveLength(1)
  expect(readGatewayHealth(await mended.request('health'))?.salvaged).toMatchObject({ messages: 1, lost: 1 })
})

test('damage that only a run meets, whose failure nobody logs, is said and mended as well', async () => {
  const gateway = await startHere()
  const peer = await connectPeer(gateway, admin)
  await peer.request('chat.inject', { sessionKey: 'main', message: 'long ago' })
  await gateway.close()
  const bytes = readFileSync(file())
  bytes[bytes.indexOf('"long ago')] = 0x5b
  writeFileSync(file(), bytes)

  const logged: string[] = []
  const again = await startHere({
    log: { ...quietLog, error: (message: string) => void logged.push(message) },
  })
  const second = await connectPeer(again, admin)
  await second.request('chat.send', { sessionKey: 'main', message: 'and now?', idempotencyKey: 'once' })
  await second.event(({ event, payload }) => event === 'chat' && Reflect.get(payload!, 'state') === 'error')
  expect(readGatewayHealth(await second.request('health'))?.complaints).toMatchObject([
    { phrase: 'storeDamaged' },
  ])
  expect(logged).toEqual([expect.stringContaining('the gateway’s database is damaged')])
  await again.close()

  const mended = await connectPeer(await startHere(), admin)
  expect(readGatewayHealth(await mended.request('health'))?.salvaged).toMatchObject({ lost: 1 })
})
