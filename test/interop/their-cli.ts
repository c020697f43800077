// The real `openclaw` command against our gateway, as a process of its own: what people type who already have OpenClaw.
import path from 'node:path'
import { writeFile } from 'node:fs/promises'
import { startBuilt } from '../support/built-program.ts'
import { startModelServer } from '../support/model-server.ts'
import { expectThat, type Check } from './checks.ts'
import { openclawCli, writeOpenclawConfig, type Said } from './openclaw-cli.ts'
import { checkTheirNode } from './their-node.ts'

const token = 'interop-shared-token'

/** `entry` is OpenClaw's script. Everything started is ended again. */
export async function checkTheirCli(check: Check, entry: string, home: string): Promise<void> {
  const stateDir = path.join(home, 'gangway-gateway')
  const model = await startModelServer()
  const config = path.join(home, 'gangway.json5')
  await writeFile(config, JSON.stringify(gatewayConfig(model.baseUrl)))
  const command = 'gateway run --json --port 0'.split(' ')
  const gateway = startBuilt('cli', [...command, '--state-dir', stateDir, '--config', config])
  try {
    const { url } = JSON.parse(await gateway.waitForLine(line => line.includes('"ready":true'))) as {
      url: string
    }
    await runChecks(check, entry, home, url)
    await checkTheirNode(check, entry, home, { url, token })
  } finally {
    await gateway.stop()
    await model.close()
  }
}

function gatewayConfig(modelUrl: string) {
  return {
    gateway: { auth: { mode: 'token', token } },
    agents: { defaults: { model: { primary: 'local/scripted' } } },
    models: {
      providers: {
        local: { baseUrl: modelUrl, apiKey: 'none', models: [{ id: 'scripted', contextWindow: 64_000 }] },
      },
    },
  }
}

async function runChecks(check: Check, entry: string, home: string, url: string): Promise<void> {
  // Two homes: one that knows nothing, so that every word must come from the command line or the environment, and one
  // whose configuration says where the gateway is.
  const strange = path.join(home, 'openclaw-of-a-stranger')
  const configured = path.join(home, 'openclaw-of-a-friend')
  await writeOpenclawConfig(strange, {})
  await writeOpenclawConfig(configured, { gateway: { mode: 'remote', remote: { url, token } } })
  const asStranger = openclawCli(entry, strange)
  const asFriend = openclawCli(entry, configured)
  const given = ['--url', url, '--token', token]
  const inEnv = { OPENCLAW_GATEWAY_URL: url, OPENCLAW_GATEWAY_TOKEN: token }

  await check('openclaw health, told by the environment', async () =>
    saying(await asStranger(['health'], inEnv), /Agents: main/),
  )
  await check('openclaw health, told by its configuration', async () =>
    saying(await asFriend(['health']), /Agents: main/),
  )
  await check('openclaw status --deep', async () =>
    saying(await asFriend(['status', '--deep']), /Gateway +│ reachable/, /Gateway +│ remote.*/),
  )
  await check('openclaw status --deep --json', async () => {
    const said = ended(await asFriend(['status', '--deep', '--json']))
    const { gateway } = JSON.parse(said.stdout) as { gateway?: { reachable?: boolean } }
    expectThat(gateway?.reachable === true, 'the gateway is said to be out of reach')
    return 'reachable'
  })
  await check('openclaw gateway status', async () =>
    saying(
      await asStranger(['gateway', 'status', ...given]),
      /Connectivity probe: ok/,
      /Gateway version: .*/,
    ),
  )
  await check('openclaw gateway health', async () =>
    saying(await asStranger(['gateway', 'health', ...given]), /^OK.*/m),
  )
  await check('openclaw gateway call health', async () =>
    saying(await asStranger(['gateway', 'call', 'health', ...given]), /"ok": true/),
  )
  await check('openclaw gateway probe', async () =>
    saying(await asStranger(['gateway', 'probe', ...given]), /Reachable: yes/, /Connect: ok.*/),
  )
  await check('openclaw agent', async () =>
    saying(await asFriend(['agent', '--agent', 'main', '--message', 'Hello from OpenClaw']), /echo: .*/),
  )
  await check('openclaw devices list', async () =>
    saying(await asStranger(['devices', 'list', ...given]), /Paired|No device/i),
  )
  await check('openclaw nodes list', async () =>
    saying(await asStranger(['nodes', 'list', ...given]), /Pending: 0.*/),
  )
  await check('openclaw nodes status', async () =>
    saying(await asStranger(['nodes', 'status', ...given]), /Known: .*/),
  )
  await check('openclaw logs', async () =>
    saying(await asStranger(['logs', '--limit', '5', ...given]), /the gateway is ready/),
  )
  await check('openclaw gateway health with a wrong token is refused', async () => {
    const said = await asStranger(['gateway', 'health', '--url', url, '--token', 'wrong'])
    expectThat(said.code === 1, `exit ${said.code}`)
    return said.stderr.trim().split('\n')[0] ?? ''
  })
}

function ended(said: Said): Said {
  expectThat(said.code === 0, `exit ${said.code}: ${(said.stderr || said.stdout).trim().slice(0, 300)}`)
  return said
}

/** It ended well and said `expected`; what is shown of it is the match of `shown`, or of `expected`. */
function saying(said: Said, expected: RegExp, shown = expected): string {
  const { stdout } = ended(said)
  expectThat(expected.test(stdout), `it did not say ${String(expected)}: ${stdout.trim().slice(0, 300)}`)
  return (shown.exec(stdout)?.[0] ?? '').replaceAll(/[\s│]+/g, ' ').trim()
}
