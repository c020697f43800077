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

export type RemoteHost = {
  readonly sshd: Sshd
  readonly model: ModelServer
  readonly gatewayPort: number
  readonly close: () => Promise<void>
}

type Ready = { readonly ready?: boolean; readonly url?: string }

/** Starts all of it; the caller closes it. */
export async function startRemoteHost(): Promise<RemoteHost> {
  const dir = await makeTempDir('remote')
  const sshd = await startSshd()
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
  const args = ['gateway', 'run', '--json', '--port', '0', '--auth', 'token', '--token-file', tokenFile]
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
    await sshd.stop()
    await dir.remove()
  }
  for await (const line of createInterface({ input: gateway.stdout })) {
    const said = JSON.parse(line) as Ready
    if (said.ready && said.url) return { sshd, model, gatewayPort: Number(new URL(said.url).port), close }
  }
  await close()
  throw new Error('The gateway ended before it was ready.')
}
