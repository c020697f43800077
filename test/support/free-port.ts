// A loopback port that is free and stays so for a while, for servers that cannot be told to take port 0.
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'

/**
 * Below the ports that systems hand out by themselves (Linux: from 32768, macOS and Windows: from 49152), so that nothing
 * which asks for port 0 or connects to somewhere gets it before its server does; and none of the gateway's own.
 */
const [from, below] = [10_000, 18_000]

/** One process never gets the same port twice. */
const given = new Set<number>()

export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (;;) {
    const port = randomInt(from, below)
    if (given.has(port) || !(await isFree(port, host))) continue
    given.add(port)
    return port
  }
}

async function isFree(port: number, host: string): Promise<boolean> {
  const server = net.createServer()
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    throw error
  }
  const closed = once(server, 'close')
  server.close()
  await closed
  return true
}
