// The two that are compared, each with an SSH server of its own: Gangway's tunnel, and OpenSSH's ssh or autossh.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { startFaultProxy, type FaultProxy } from '../../test/support/fault-proxy.ts'
import { freePort } from '../../test/support/free-port.ts'
import { startSshd, type Sshd } from '../../test/support/sshd.ts'
import { endProcess, startChild, type Child } from './child.ts'
import { connectTo, received } from './load.ts'
import { writeRequest } from './service-protocol.ts'

export type OurTunnelOptions = {
  readonly alias: string
  readonly configFile: string
  readonly appKnownHosts: string
  readonly servicePort: number
}

export type Site = {
  readonly servicePort: number
  /** Starts an SSH server with an ssh_config that leads to it. Ended by `stop`. */
  readonly addServer: (options?: { readonly behindProxy?: boolean }) => Promise<Server>
  readonly stop: () => Promise<void>
}

export type Server = {
  readonly sshd: Sshd
  /** Before the server; clients go through it only where that was asked for. */
  readonly proxy: FaultProxy
  readonly alias: string
  readonly configFile: string
  readonly knownHosts: string
}

export type Peer = { readonly port: number; readonly pid: number; readonly stop: () => Promise<void> }

/** Both sides use it: it is ssh2's first choice and quick in OpenSSH. */
export const cipher = 'aes128-gcm@openssh.com'

export async function openSite(): Promise<Site> {
  const { child: service, port } = await startChild(new URL('remote-service.ts', import.meta.url), {})
  const servers: Sshd[] = []
  const proxies: FaultProxy[] = []
  return {
    servicePort: port,
    addServer: async ({ behindProxy = false } = {}) => {
      const sshd = await startSshd({ logLevel: 'INFO' })
      const proxy = await startFaultProxy(sshd)
      servers.push(sshd)
      proxies.push(proxy)
      const port = behindProxy ? proxy.port : sshd.port
      const knownHosts = path.join(sshd.dir, 'known_hosts')
      const configFile = path.join(sshd.dir, 'ssh_config')
      await writeFile(knownHosts, `${sshd.hostKeyLine().replace(`:${sshd.port} `, `:${port} `)}\n`)
      const lines = [
        `Ciphers ${cipher}`,
        `UserKnownHostsFile ${knownHosts}`,
        'GlobalKnownHostsFile none',
        'IdentityAgent none',
        'IdentitiesOnly yes',
        'LogLevel ERROR',
      ]
      const config = sshd.configText('bench', lines).replace(`Port ${sshd.port}`, `Port ${port}`)
      await writeFile(configFile, config)
      return { sshd, proxy, alias: 'bench', configFile, knownHosts }
    },
    stop: async () => {
      await service.stop()
      for (const proxy of proxies) await proxy.close()
      for (const sshd of servers) await sshd.stop()
    },
  }
}

export async function startOurs(site: Site, server: Server): Promise<Peer & { readonly child: Child }> {
  const options: OurTunnelOptions = {
    alias: server.alias,
    configFile: server.configFile,
    appKnownHosts: server.knownHosts,
    servicePort: site.servicePort,
  }
  const { child, port } = await startChild(new URL('our-tunnel.ts', import.meta.url), options)
  return { port, pid: child.pid, child, stop: child.stop }
}

export async function startSsh(site: Site, server: Server): Promise<Peer> {
  return startForwarder('ssh', [], {}, site, server)
}

/**
 * autossh as people run it: told of a dead connection by ssh, and a connection counts as made at once (autossh(1),
 * AUTOSSH_GATETIME).
 */
export async function startAutossh(site: Site, server: Server): Promise<Peer> {
  const options = ['-M', '0', '-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=2']
  return startForwarder('autossh', options, { AUTOSSH_GATETIME: '0' }, site, server)
}

async function startForwarder(
  program: string,
  options: readonly string[],
  env: NodeJS.ProcessEnv,
  site: Site,
  server: Server,
): Promise<Peer> {
  const port = await freePort()
  const forward = ['-N', '-L', `127.0.0.1:${port}:127.0.0.1:${site.servicePort}`]
  const child = spawn(program, [...options, '-F', server.configFile, ...forward, server.alias], {
    // ssh under autossh tells of each cut that the bench makes.
    stdio: ['ignore', 'ignore', program === 'autossh' ? 'ignore' : 'inherit'],
    env: { ...process.env, ...env },
  })
  await once(child, 'spawn')
  await untilItAnswers(port, child)
  return { port, pid: child.pid ?? -1, stop: () => endProcess(child) }
}

async function untilItAnswers(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    if (await answers(port)) return
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`)
}

/** Whether an echo comes back through the port, in this time where one is given. */
export async function answers(port: number, withinMs?: number): Promise<boolean> {
  try {
    const connection = await connectTo(port)
    const back = received(connection, 1)
    connection.socket.on('error', () => undefined)
    if (withinMs !== undefined) connection.socket.setTimeout(withinMs, () => connection.socket.destroy())
    connection.socket.write(Buffer.concat([writeRequest({ kind: 'echo', bytes: 0 }), Buffer.from('?')]))
    await back
    connection.socket.destroy()
    return true
  } catch {
    // Refused, cut before the echo, or too late: not yet.
    return false
  }
}
