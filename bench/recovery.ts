// How long the local port leads nowhere after the connection below it broke. A client tries all the time. autossh watches
// with ServerAliveInterval 5 and ServerAliveCountMax 2.
import { writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { signalAll } from '../test/support/process-tree.ts'
import type { FaultProxy } from '../test/support/fault-proxy.ts'
import { formatTable } from './support/table.ts'
import { compare, type Finding, type Want } from './support/finding.ts'
import { answers, startAutossh, startOurs, type Peer, type Server, type Site } from './support/peers.ts'

type Breakage = {
  readonly name: string
  readonly want: Want
  /** Breaks the connection and settles at the moment from which it could be mended. */
  readonly strike: (server: Server, proxy: FaultProxy) => Promise<void>
}

const stoppedMs = 5_000
/** A client that got no answer for so long tries anew. */
const impatienceMs = 250

const breakages: readonly Breakage[] = [
  {
    name: 'session killed → traffic',
    want: { atMost: 0.5 },
    strike: async ({ sshd }) => {
      const sessions = await sshd.sessions()
      if (sessions.length === 0) throw new Error('there was no session to kill')
      signalAll(sessions, 'SIGKILL')
    },
  },
  {
    name: 'sshd away 5 s, back → traffic',
    want: { atMost: 1 },
    strike: async ({ sshd }) => {
      await sshd.halt()
      await pause(stoppedMs)
      await sshd.start()
    },
  },
  {
    name: 'flow lost silently → traffic',
    want: { atMost: 0.4 },
    strike: async (_server, proxy) => {
      if (proxy.loseFlows() === 0) throw new Error('there was no flow to lose')
    },
  },
]

export async function measureRecovery(site: Site, rounds: number): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const breakage of breakages) {
    const ourServer = await site.addServer({ behindProxy: breakage.name.startsWith('flow') })
    const theirServer = await site.addServer({ behindProxy: breakage.name.startsWith('flow') })
    const ours = await startOurs(site, ourServer)
    const pairs: { ours: number; theirs: number }[] = []
    for (let round = 0; round < rounds; round++) {
      // autossh waits longer when its ssh has ended several times: a new one for each round.
      const theirs = await startAutossh(site, theirServer)
      pairs.push({
        theirs: await outageMs(breakage, theirServer, theirs),
        ours: await outageMs(breakage, ourServer, ours),
      })
      await theirs.stop()
    }
    await ours.stop()
    const { name, want } = breakage
    findings.push(compare({ name, unit: 'ms', peer: 'autossh 5 s × 2', want }, pairs))
  }
  await writeDocument(findings, rounds)
  return findings
}

async function outageMs(breakage: Breakage, server: Server, { port }: Peer): Promise<number> {
  if (!(await answers(port))) throw new Error('the tunnel did not work before it was cut')
  await breakage.strike(server, server.proxy)
  const startedOn = performance.now()
  while (!(await answers(port, impatienceMs))) await pause(2)
  return performance.now() - startedOn
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms)
  })
}

const document = path.resolve(import.meta.dirname, '..', 'docs', 'bench-recovery.md')

async function writeDocument(findings: readonly Finding[], rounds: number): Promise<void> {
  const load = os.loadavg()[0]?.toFixed(1)
  await writeFile(
    document,
    `# Recovery, measured

Written by \`npm run bench -- --only recovery\`. Gangway's tunnel and autossh (\`ServerAliveInterval 5\`, \`ServerAliveCountMax 2\`,
\`AUTOSSH_GATETIME 0\`) in turns, each with an sshd of its own on loopback; a client asks for an echo through the local port all the
time and gives each try a quarter of a second. Figures are medians over the rounds from the moment from which the connection could
be mended to the first echo, ratios (×) medians of the ratios within a round, ours to theirs.

${os.cpus().length} processors shared with other work (load ${load} at the end, so absolute times are longer than on a quiet computer), Node
${process.version}, ${rounds} rounds, ${new Date().toISOString().slice(0, 10)}.

\`\`\`
${formatTable(findings).trimEnd()}
\`\`\`
`,
  )
}
