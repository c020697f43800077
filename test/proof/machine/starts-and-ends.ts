// P10: what is left after the app, the gateway and the browser door were started and ended.
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { startBuilt } from '../../support/built-program.ts'
import { freePort } from '../../support/free-port.ts'
import { descendants } from '../../support/process-tree.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import { testToken } from '../../support/test-gateway.ts'
import type { Measure, Outcome } from '../proof-case.ts'
import { openApp } from './app-run.ts'
import { whatIsLeft } from './what-is-left.ts'

export const startAndQuitApp: Measure = ({ amount }) =>
  again(amount, async () => {
    const app = await openApp()
    try {
      await app.windowShown()
      return await app.quit()
    } finally {
      await app.close()
    }
  })

export const startAndEndPrograms: Measure = ({ amount }) =>
  again(amount, async turn => {
    const home = await makeTempDir('ends')
    const temporary = path.join(home.path, 'tmp')
    const stateDir = path.join(home.path, 'state')
    await mkdir(temporary)
    const isGateway = turn % 2 === 0
    const args = isGateway ? ['gateway', 'run', '--port', String(await freePort())] : ['--no-open', '--json']
    const program = startBuilt(isGateway ? 'cli' : 'browser', [...args, '--state-dir', stateDir], {
      OPENCLAW_GATEWAY_TOKEN: testToken,
      XDG_CONFIG_HOME: path.join(home.path, 'config'),
      TMPDIR: temporary,
    })
    try {
      await program.waitForLine(line => (isGateway ? line.includes('ready') : line.startsWith('{')))
      const children = await descendants(program.child.pid ?? 0)
      const { code } = await program.stop()
      return await whatIsLeft({ code, children, temporary, stateDir })
    } finally {
      await program.stop('SIGKILL')
      await home.remove()
    }
  })

/** `play` gives what was left, in words. */
async function again(amount: number, play: (turn: number) => Promise<readonly string[]>): Promise<Outcome> {
  const failures: string[] = []
  let clean = 0
  let left = 0
  for (let turn = 0; turn < amount; turn += 1) {
    const found = await play(turn)
    left += found.length
    if (found.length === 0) clean += 1
    else failures.push(`start ${turn + 1}: ${found.join(', ')}`)
  }
  return { played: amount, passed: clean, failures, numbers: { 'left behind': left } }
}
