// What a test of the desktop app starts from: a home of its own, a host that ssh_config names, and the app.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makeTempDir } from '../support/temp-dir.ts'
import type { RemoteHost } from './remote-host.ts'

export type DesktopHome = {
  readonly path: string
  readonly stateDir: string
  readonly sshConfig: string
  readonly remove: () => Promise<void>
}

/** With a host `home-desk` where one is given; its key is not known yet. */
export async function makeDesktopHome(remote?: RemoteHost): Promise<DesktopHome> {
  const home = await makeTempDir('desktop')
  const sshConfig = path.join(home.path, 'ssh_config')
  const knownHosts = `UserKnownHostsFile ${path.join(home.path, 'known_hosts')}`
  await writeFile(sshConfig, remote?.sshd.configText('home-desk', [knownHosts]) ?? '')
  return { ...home, stateDir: path.join(home.path, 'state'), sshConfig }
}
