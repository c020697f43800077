// P7: in which states of the app it listens, and where.
import path from 'node:path'
import { startBuilt } from '../../support/built-program.ts'
import { freePort } from '../../support/free-port.ts'
import { listeningSockets, type ListeningSocket } from '../../support/listening-ports.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import { testToken } from '../../support/test-gateway.ts'
import { openSshSite } from '../faults/ssh-site.ts'
import type { Measure, Step } from '../proof-case.ts'
import { openApp } from './app-run.ts'

/** One round through all states each time. */
export const countSockets: Measure = async ({ amount }) => {
  const steps: Step[] = []
  let sockets = 0
  let open = 0

  function look(what: string, found: readonly ListeningSocket[], allowed: number): void {
    const outside = found.filter(({ isLoopback }) => !isLoopback)
    sockets += Math.max(0, found.length - allowed)
    open += outside.length
    steps.push({ what, ok: found.length === allowed && outside.length === 0, ms: 0 })
  }

  for (let round = 0; round < amount; round += 1) {
    await lookAtApp(look)
    await lookAtConnection(look)
    await lookAtGateway(look)
  }
  const failures = steps.filter(({ ok }) => !ok).map(({ what }) => `it listens ${what}, and should not so`)
  return {
    played: amount,
    passed: failures.length === 0 ? amount : 0,
    failures,
    numbers: { 'sockets nobody asked for': sockets, 'beyond loopback': open },
    steps,
  }
}

type Look = (what: string, found: readonly ListeningSocket[], allowed: number) => void

async function lookAtApp(look: Look): Promise<void> {
  const app = await openApp()
  try {
    look('when the app has just started', await listeningSockets(app.pid), 0)
    await app.windowShown()
    look('when the window of the app is shown', await listeningSockets(app.pid), 0)
    await app.hideWindow()
    look('when the app is in the tray alone', await listeningSockets(app.pid), 0)
  } finally {
    await app.close()
  }
}

/** Of this process, which has the connection; its own servers are left out. */
async function lookAtConnection(look: Look): Promise<void> {
  const site = await openSshSite()
  try {
    const own = new Set((await listeningSockets(process.pid)).map(({ port }) => port))
    const more = async () => (await listeningSockets(process.pid)).filter(({ port }) => !own.has(port))
    site.connect()
    look('while a connection is made', await more(), 0)
    await site.answered()
    look('while connected', await more(), 0)
    await site.sshd.killSessions()
    await site.answered()
    look('after a lost connection is back', await more(), 0)
    await site.controller.disconnect()
    site.controller.connect({ ...site.target, localPort: await freePort() }, { attended: false })
    await site.answered()
    while (site.controller.localPort.phase !== 'listening')
      await new Promise(resolve => setImmediate(resolve))
    look('when the local port is switched on', await more(), 1)
    await site.controller.disconnect()
    look('after disconnecting', await more(), 0)
  } finally {
    await site.close()
  }
}

async function lookAtGateway(look: Look): Promise<void> {
  const dir = await makeTempDir('listening')
  const port = String(await freePort())
  const program = startBuilt(
    'cli',
    ['gateway', 'run', '--port', port, '--state-dir', path.join(dir.path, 'state')],
    { OPENCLAW_GATEWAY_TOKEN: testToken, XDG_CONFIG_HOME: dir.path },
  )
  try {
    await program.waitForLine(line => line.includes('ready'))
    const found = await listeningSockets(program.child.pid ?? 0)
    // 127.0.0.1 and ::1, where there is one.
    look('when a gateway is run', found, Math.min(2, Math.max(1, found.length)))
  } finally {
    await program.stop()
    await dir.remove()
  }
}
