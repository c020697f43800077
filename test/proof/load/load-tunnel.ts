// The app's own tunnel to a real sshd on loopback, in this process.
import type { Tunnel } from '../../../src-main/tunnel/tunnel.ts'
import { startSshd, type Sshd } from '../../support/sshd.ts'
import { makeTestHome, neverAsked } from '../../support/test-tunnel.ts'

export type LoadTunnel = {
  readonly sshd: Sshd
  readonly tunnel: Tunnel
  readonly close: () => Promise<void>
}

/** The caller closes it. */
export async function openLoadTunnel(): Promise<LoadTunnel> {
  const home = await makeTestHome()
  const sshd = await startSshd({ logLevel: 'INFO' })
  await home.configure(sshd.configText('box'))
  await home.trust(sshd.hostKeyLine())
  const tunnel = await home.open('box', { person: neverAsked })
  return {
    sshd,
    tunnel,
    close: async () => {
      await home.remove()
      await sshd.stop()
    },
  }
}
