// One run of the built desktop app under Electron's stand-in, with a home and a temporary folder of its own.
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { startStandIn } from '../../electron-standin/control.ts'
import { descendants, isAlive } from '../../support/process-tree.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import { whatIsLeft } from './what-is-left.ts'

const entry = path.resolve(import.meta.dirname, '../../../out/main/main.js')

export type AppRun = {
  readonly pid: number
  readonly stateDir: string
  readonly windowShown: () => Promise<void>
  readonly hideWindow: () => Promise<void>
  /** Quits it as a person does; gives what is left of it, in words. */
  readonly quit: () => Promise<readonly string[]>
  readonly close: () => Promise<void>
}

export async function openApp(args: readonly string[] = []): Promise<AppRun> {
  const home = await makeTempDir('app')
  const stateDir = path.join(home.path, 'state')
  const temporary = path.join(home.path, 'tmp')
  const sshConfig = path.join(home.path, 'ssh_config')
  await mkdir(temporary)
  await writeFile(sshConfig, '')
  const app = await startStandIn({
    entry,
    args: [`--state-dir=${stateDir}`, `--ssh-config=${sshConfig}`, ...args],
    env: {
      GANGWAY_VAULT: 'memory',
      XDG_CONFIG_HOME: path.join(home.path, 'config'),
      APPIMAGE: '',
      TMPDIR: temporary,
    },
  })
  const pid = app.child.pid ?? 0
  return {
    pid,
    stateDir,
    windowShown: async () => void (await app.ask('windowShown')),
    hideWindow: async () => {
      for (const { id } of await app.ask('windows')) await app.ask('closeWindow', id)
    },
    quit: async () => {
      const children = await descendants(pid)
      await app.ask('quit').catch(() => undefined)
      const code = await app.ended
      // What was told to end may take a moment longer than what told it.
      for (let look = 0; look < 100 && children.some(isAlive); look += 1)
        await new Promise(resolve => {
          setTimeout(resolve, 100)
        })
      return await whatIsLeft({ code, children, temporary, stateDir })
    },
    close: async () => {
      await app.close()
      await home.remove()
    },
  }
}
