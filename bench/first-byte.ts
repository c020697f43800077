// How long it takes from the wish to connect to the first byte of an answer: ours in an app that is running, as it is when
// somebody chooses a host, against a new `ssh -W`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { compare, type Finding } from './support/finding.ts'
import { startOurs, type Server, type Site } from './support/peers.ts'
import { writeRequest } from './support/service-protocol.ts'

export async function measureFirstByte(site: Site, rounds: number): Promise<Finding[]> {
  const server = await site.addServer()
  const ours = await startOurs(site, server)
  await ours.child.ask('first-byte')
  const pairs: { ours: number; theirs: number }[] = []
  for (let round = 0; round < rounds; round++) {
    pairs.push({
      theirs: await sshFirstByteMs(site, server),
      ours: await ours.child.ask<number>('first-byte'),
    })
  }
  await ours.stop()
  return [compare({ name: 'connect to first byte', unit: 'ms', peer: 'ssh -W', want: { atMost: 1 } }, pairs)]
}

async function sshFirstByteMs(site: Site, server: Server): Promise<number> {
  const startedOn = performance.now()
  const child = spawn('ssh', ['-F', server.configFile, '-W', `127.0.0.1:${site.servicePort}`, server.alias], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.write(writeRequest({ kind: 'send', bytes: 1 }))
  await once(child.stdout, 'data')
  const took = performance.now() - startedOn
  const exited = once(child, 'exit')
  child.kill()
  await exited
  return took
}
