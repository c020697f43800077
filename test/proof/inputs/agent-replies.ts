// B4: an SSH agent whose answers were tampered with.
import { once } from 'node:events'
import net from 'node:net'
import path from 'node:path'
import { AgentError, listAgentKeys } from '../../../src-main/tunnel/login/ssh-agent.ts'
import { seededRandom, type SeededRandom } from '../../support/seeded-random.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import type { Measure } from '../proof-case.ts'

const atOnce = 8

export const tamperWithAgent: Measure = async ({ amount, seed }) => {
  const random = seededRandom(seed)
  const dir = await makeTempDir('agent-replies')
  const address = path.join(dir.path, 'sock')
  const server = net.createServer(socket => {
    socket.on('error', () => socket.destroy())
    socket.once('data', () => void socket.end(tampered(random)))
  })
  server.listen(address)
  await once(server, 'listening')
  const never = new AbortController().signal
  const outcomes = { lists: 0, refused: 0 }
  const failures: string[] = []
  const before = process.memoryUsage().rss
  let turn = 0
  const ask = async () => {
    while (turn < amount) {
      turn += 1
      try {
        await listAgentKeys(address, never)
        outcomes.lists += 1
      } catch (error) {
        if (error instanceof AgentError) outcomes.refused += 1
        else failures.push(`answer ${turn} (seed ${seed}): ${String(error)}`)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, ask))
  const grownMiB = (process.memoryUsage().rss - before) / 2 ** 20
  server.close()
  await dir.remove()
  const passed = outcomes.lists + outcomes.refused
  return { played: turn, passed, failures, numbers: { ...outcomes, 'grown MiB': Math.max(0, grownMiB) } }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

const string = (data: Buffer | string): Buffer =>
  Buffer.concat([uint32(Buffer.byteLength(data)), Buffer.from(data)])

/** A list of keys as an agent sends it, then mostly not quite that. */
function tampered(random: SeededRandom): Buffer {
  const count = random.pick([0, 1, 2, 5, 40])
  const keys = Array.from({ length: count }, (_, number) => [
    string(Buffer.alloc(random.below(120), number)),
    string(`key ${number} \u{202e}\0`),
  ])
  const told = random.chance(0.7) ? count : random.pick([0, count + 1, 10_000, 0x7fffffff, 0xffffffff])
  const body = Buffer.concat([
    Buffer.from([random.chance(0.8) ? 12 : random.below(256)]),
    uint32(told),
    ...keys.flat(),
  ])
  const length = random.chance(0.7)
    ? body.length
    : random.pick([0, 1, body.length - 1, 256 * 1024, 256 * 1024 + 1, 0x80000000, 0xffffffff])
  const frame = Buffer.concat([uint32(length), body])
  for (let flips = random.below(4); flips > 0; flips -= 1) {
    const at = random.below(frame.length)
    frame[at] = random.below(256)
  }
  return random.chance(0.2) ? frame.subarray(0, random.below(frame.length)) : frame
}
