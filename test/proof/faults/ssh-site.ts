// A controller as the doors build one, connected over SSH: the real sshd behind the fault proxy, a gateway behind that.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ConnectionState, SshEngine, SshTarget } from '../../../src-shared/connection.ts'
import { isAppError } from '../../../src-shared/errors.ts'
import type { Clock } from '../../../src-shared/clock.ts'
import { keepGatewaySecret } from '../../../src-main/connection/gateway-secrets.ts'
import { openTestController, type TestController } from '../../support/connection-controller.ts'
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy.ts'
import { startScriptedGateway, type ScriptedGateway } from '../../support/scripted-gateway.ts'
import { startSshd, type Sshd, type SshdOptions } from '../../support/sshd.ts'
import { makeTempDir } from '../../support/temp-dir.ts'

export type SshSite = TestController & {
  readonly sshd: Sshd
  readonly proxy: FaultProxy
  readonly gateway: ScriptedGateway
  readonly target: SshTarget
  readonly sshConfigFile: string
  /** For the connections that begin from now on. */
  readonly rewriteConfig: (change: (text: string) => string) => Promise<void>
  readonly connect: () => void
  /** Settles with the first state for which this is true, now or later; rejects, in words, when it takes too long. */
  readonly until: (
    what: string,
    isSo: (state: ConnectionState) => boolean,
    withinMs?: number,
  ) => Promise<ConnectionState>
  /** Asks the gateway until it answers; gives how long that took. */
  readonly answered: (withinMs?: number) => Promise<number>
  /** How often somebody has logged in. */
  readonly logins: () => number
}

export type SshSiteOptions = {
  readonly sshd?: SshdOptions
  /** More lines of ssh_config. */
  readonly config?: readonly string[]
  readonly clock?: Clock
  /** In place of the server's own user key. */
  readonly identityFile?: string
  /** An agent's socket; none otherwise. */
  readonly agent?: string
  readonly engine?: SshEngine
  /** What the host is called in ssh_config, in place of its address. */
  readonly hostName?: string
  /** A gateway of the caller's own in place of the scripted one. */
  readonly gateway?: { readonly port: number; readonly token: string }
}

/**
 * The proof runs alone and holds to each limit. Among other tests, on a computer that is busy with them, it is only asked
 * that what is waited for comes.
 */
export const limitMs = (ms: number): number => (process.env['VITEST'] ? 6 * ms : ms)

const patienceMs = limitMs(30_000)

export async function openSshSite(options: SshSiteOptions = {}): Promise<SshSite> {
  const folder = await makeTempDir('fault-site')
  const [sshd, gateway] = await Promise.all([
    startSshd(options.sshd),
    startScriptedGateway({ token: 'shared-secret' }),
  ])
  const proxy = await startFaultProxy(sshd)
  const userFile = path.join(folder.path, 'ssh_config')
  const appKnownHosts = path.join(folder.path, 'known_hosts')
  const { engine = 'ssh2', agent = 'none', identityFile = sshd.userKey.path } = options
  const ownFilesOnly = ['UserKnownHostsFile none', 'GlobalKnownHostsFile none', `IdentityAgent ${agent}`]
  const block = sshd.configText('box', [...ownFilesOnly, 'IdentitiesOnly yes', ...(options.config ?? [])])
  const { hostName = sshd.host } = options
  const there = block
    .replace(`Port ${sshd.port}`, `Port ${proxy.port}`)
    .replace(`HostName ${sshd.host}`, `HostName ${hostName}`)
    .replace(sshd.userKey.path, identityFile)
  await writeFile(userFile, there)
  const knownHost = sshd.hostKeyLine().replace(`[${sshd.host}]:${sshd.port} `, `[${hostName}]:${proxy.port} `)
  await writeFile(appKnownHosts, `${knownHost}\n`)
  const opened = await openTestController({
    sshConfig: { userFile, systemFile: '/nonexistent', ...(engine === 'ssh2' && { ssh: null }) },
    appKnownHosts,
    clock: options.clock,
  })
  const target: SshTarget = {
    kind: 'ssh',
    host: 'box',
    gatewayPort: (options.gateway ?? gateway).port,
    engine,
  }
  await keepGatewaySecret(opened.vault, target, {
    kind: 'token',
    secret: options.gateway?.token ?? 'shared-secret',
  })
  const { controller } = opened

  const until: SshSite['until'] = (what, isSo, withinMs = patienceMs) => {
    const { promise, resolve, reject } = Promise.withResolvers<ConnectionState>()
    const look = (state: ConnectionState): void => {
      if (isSo(state)) resolve(state)
    }
    const stop = controller.on({ state: look })
    const limit = setTimeout(() => {
      const { state } = controller
      const why = 'error' in state ? ` (${state.error.code})` : ''
      reject(new Error(`${what} did not come within ${withinMs} ms; it is ${state.phase}${why}`))
    }, withinMs)
    look(controller.state)
    return promise.finally(() => {
      stop()
      clearTimeout(limit)
    })
  }

  return {
    ...opened,
    sshd,
    proxy,
    gateway,
    target,
    sshConfigFile: userFile,
    rewriteConfig: async change => writeFile(userFile, change(await readFile(userFile, 'utf8'))),
    connect: () => controller.connect(target, { attended: false }),
    until,
    answered: async (withinMs = patienceMs) => {
      const startedOn = performance.now()
      for (;;) {
        const leftMs = withinMs - (performance.now() - startedOn)
        if (leftMs <= 0) throw new Error(`no answer came within ${withinMs} ms`)
        await until('an open connection', ({ phase }) => phase === 'online', leftMs)
        const isHere = await controller.request('echo', 'there?', { timeoutMs: leftMs }).then(
          answer => answer === 'there?',
          // A real gateway knows no echo, and says so: that is an answer too.
          (error: unknown) =>
            isAppError(error, 'GATEWAY_REQUEST_FAILED') || isAppError(error, 'SCOPE_MISSING'),
        )
        if (isHere) return performance.now() - startedOn
      }
    },
    logins: () => sshd.log().filter(line => line.includes('Accepted publickey for')).length,
    close: async () => {
      await opened.close()
      await proxy.close()
      await gateway.close()
      await sshd.stop()
      await folder.remove()
    },
  }
}

/** One that is already online. */
export async function openOnlineSite(options: SshSiteOptions = {}): Promise<SshSite> {
  const site = await openSshSite(options)
  site.connect()
  await site.answered()
  return site
}

export function need(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what)
}
