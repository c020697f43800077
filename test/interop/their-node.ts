// The real `openclaw node run` on our gateway: let in, approved with the real command, and asked.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { connectPeer, readWrite } from '../support/test-gateway.ts'
import { expectThat, type Check } from './checks.ts'
import { openclawCli, openclawEnv, writeOpenclawConfig } from './openclaw-cli.ts'

type Asked = { readonly requestId: string; readonly nodeId: string }
type GatewayAccess = { readonly url: string; readonly token: string }

/** `entry` is OpenClaw's script; the node and the command that approves it have a home each in `home`. */
export async function checkTheirNode(
  check: Check,
  entry: string,
  home: string,
  { url, token }: GatewayAccess,
): Promise<void> {
  const nodeHome = path.join(home, 'openclaw-node')
  const ownerHome = path.join(home, 'openclaw-of-the-owner')
  await writeOpenclawConfig(nodeHome, {})
  await writeOpenclawConfig(ownerHome, {})
  const owner = openclawCli(entry, ownerHome)
  const given = ['--url', url, '--token', token]
  const watcher = await connectPeer({ url }, { token, scopes: [...readWrite, 'operator.pairing'] })
  const { hostname, port } = new URL(url)
  const node = spawn(process.execPath, [entry, 'node', 'run', '--host', hostname, '--port', port], {
    env: { ...openclawEnv(nodeHome), OPENCLAW_GATEWAY_TOKEN: token },
    stdio: 'ignore',
  })
  const ended = once(node, 'exit').then(([code]) => {
    throw new Error(`it ended with ${code}`)
  })
  // Whether it ends before its time is looked at while it is waited for, not after.
  ended.catch(() => undefined)
  let asked: Asked | undefined
  try {
    await check('openclaw node run is let in and waits for the approval of what it offers', async () => {
      const request = watcher.event(({ event }) => event === 'node.pair.requested')
      asked = (await Promise.race([request, ended])).payload as Asked
      return `node ${asked.nodeId.slice(0, 12)}`
    })
    const { requestId = '', nodeId = '' } = asked ?? {}
    await check('openclaw nodes approve', async () => {
      const { code, stderr } = await owner(['nodes', 'approve', requestId, ...given])
      expectThat(code === 0, `exit ${code}: ${stderr.slice(0, 300)}`)
      return 'approved'
    })
    await check('openclaw nodes invoke system.which on its own node', async () => {
      const what = ['--node', nodeId, '--command', 'system.which', '--params', '{"bins":["cat"]}']
      const { stdout, stderr } = await owner(['nodes', 'invoke', ...what, ...given])
      const bins = /"cat": "([^"]+)"/.exec(stdout)?.[1]
      expectThat(bins !== undefined, (stderr || stdout).slice(0, 300))
      return `answered with ${bins}`
    })
  } finally {
    node.kill()
    await ended.catch(() => undefined)
    await watcher.close()
  }
}
