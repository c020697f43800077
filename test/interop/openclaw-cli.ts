// The real `openclaw` command with a state directory of its own, so that nothing of this computer is read or changed.
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const timeoutMs = 120_000

export type Said = { readonly code: number; readonly stdout: string; readonly stderr: string }
export type OpenclawCli = (args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<Said>

/** What keeps an OpenClaw process to itself: no channels, no mDNS, no updates, no second process of its own. */
export function openclawEnv(home: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: home,
    OPENCLAW_STATE_DIR: home,
    OPENCLAW_CONFIG_PATH: path.join(home, 'openclaw.json'),
    OPENCLAW_SKIP_CHANNELS: '1',
    OPENCLAW_DISABLE_BONJOUR: '1',
    OPENCLAW_NO_RESPAWN: '1',
    OPENCLAW_EXEC_SHELL_SNAPSHOT: '0',
    OPENCLAW_NO_AUTO_UPDATE: '1',
    NO_COLOR: '1',
  }
}

/** Runs the command against the configuration of `home`; resolves however it ends. */
export function openclawCli(entry: string, home: string): OpenclawCli {
  return async (args, env) => {
    try {
      const { stdout, stderr } = await run(process.execPath, [entry, ...args], {
        env: { ...openclawEnv(home), ...env },
        timeout: timeoutMs,
      })
      return { code: 0, stdout, stderr }
    } catch (error) {
      const failed = error as { code?: number; stdout?: string; stderr?: string }
      return { code: failed.code ?? 1, stdout: failed.stdout ?? '', stderr: failed.stderr ?? '' }
    }
  }
}

/** Makes `home` with this configuration in it. */
export async function writeOpenclawConfig(home: string, config: object): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 })
  await writeFile(path.join(home, 'openclaw.json'), JSON.stringify(config, null, 2), { mode: 0o600 })
}
