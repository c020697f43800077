// The computer at the far end: a real sshd, and on its loopback a gateway started with our CLI, a scripted model behind it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { startModelServer, type ModelServer } from '../support/model-server.ts'
import { startSshd, type Sshd } from '../support/sshd.ts'
import { makeTempDir } from '../support/temp-dir.ts'

const cli = path.resolve(import.meta.dirname, '../../out/main/cli.js')

export const gatewayToken = 'a-token-that-only-the-tests-know'

export type FarGateway = {
  readonly model: ModelServer
  readonly gatewayPort: number
  readonly close: () => Promise<void>
}

export type RemoteHost = FarGateway & { readonly sshd: Sshd }

type Ready = { readonly ready?: boolean; readonly url?: string }

/** Starts all of it; the caller closes it. */
export async function startRemoteHost(): Promise<RemoteHost> {
  const sshd = await startSshd()
  try {
    const gateway = await startFarGateway()
    const close = async () => {
      await gateway.close()
      await sshd.stop()
    }
    return { ...gateway, sshd, close }
  } catch (error) {
    await sshd.stop()
    throw error
  }
}

/** The gateway alone; the caller closes it. `open` lets everyone on this computer in. */
export async function startFarGateway(auth: 'token' | 'open' = 'token'): Promise<FarGateway> {
  const dir = await makeTempDir('remote')
  const model = await startModelServer()
  const config = path.join(dir.path, 'gangway.json5')
  const tokenFile = path.join(dir.path, 'token')
  await writeFile(tokenFile, `${gatewayToken}\n`, { mode: 0o600 })
  await writeFile(
    config,
    JSON.stringify({
      agents: { defaults: { model: { primary: 'scripted/echo' } } },
      models: {
        providers: {
          scripted: {
            baseUrl: model.baseUrl,
            apiKey: 'none',
            api: 'openai-completions',
            models: [{ id: 'echo', name: 'Echo' }],
          },
        },
      },
    }),
  )
  const credential = auth === 'open' ? ['--auth', 'none'] : ['--auth', 'token', '--token-file', tokenFile]
  const args = ['gateway', 'run', '--json', '--port', '0', ...credential]
  const gateway = spawn(
    process.execPath,
    [cli, ...args, '--config', config, '--state-dir', path.join(dir.path, 'state')],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, GANGWAY_VAULT: 'memory' } },
  )
  const close = async () => {
    if (gateway.exitCode === null) {
      const ended = once(gateway, 'exit')
      gateway.kill('SIGTERM')
      await ended
    }
    await model.close()
    await dir.remove()
  }
  for await (const line of createInterface({ input: gateway.stdout })) {
    const said = JSON.parse(line) as Ready
    if (said.ready && said.url) return { model, gatewayPort: Number(new URL(said.url).port), close }
  }
  await close()
  throw new Error('The gateway ended before it was ready.')
}
