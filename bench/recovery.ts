// How long the local port leads nowhere after the server's end of the SSH session was killed. A client tries all the time.
import { signalAll } from '../test/support/process-tree.ts'
import { compare, type Finding } from './support/finding.ts'
import { answers, startAutossh, startOurs, type Peer, type Server, type Site } from './support/peers.ts'

export async function measureRecovery(site: Site, rounds: number): Promise<Finding[]> {
  const ourServer = await site.addServer()
  const theirServer = await site.addServer()
  const pairs: { ours: number; theirs: number }[] = []
  const ours = await startOurs(site, ourServer)
  for (let round = 0; round < rounds; round++) {
    // autossh waits longer when its ssh has ended several times: a new one for each round.
    const theirs = await startAutossh(site, theirServer)
    pairs.push({ theirs: await outageMs(theirServer, theirs), ours: await outageMs(ourServer, ours) })
    await theirs.stop()
  }
  await ours.stop()
  return [
    compare({ name: 'session killed → traffic', unit: 'ms', peer: 'autossh', want: { atMost: 0.5 } }, pairs),
  ]
}

async function outageMs({ sshd }: Server, { port }: Peer): Promise<number> {
  if (!(await answers(port))) throw new Error('the tunnel did not work before it was cut')
  const sessions = await sshd.sessions()
  if (sessions.length === 0) throw new Error('there was no session to kill')
  const startedOn = performance.now()
  signalAll(sessions, 'SIGKILL')
  while (!(await answers(port))) await new Promise(resolve => setTimeout(resolve, 2))
  return performance.now() - startedOn
}
