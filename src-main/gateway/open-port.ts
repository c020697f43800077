// Where the gateway can be reached: its port, the certificate it shows there, Tailscale Serve in front of it, and the
// file beside the state that tells the programs of this computer about it.
import { once } from 'node:events'
import { removeGatewayOwner, writeGatewayOwner } from '../settings/gateway-owner.ts'
import type { Tailscale } from '../tailnet/tailscale.ts'
import { localUrl, networkUrls } from './bind.ts'
import type { GatewayLog } from './gateway-options.ts'
import { openHttpServer, type HttpServerOptions } from './http-server.ts'
import { openServe, undoServe } from './tailscale-serve.ts'
import { watchCertificate, type TlsCertificate } from './tls-certificate.ts'

export type OpenPort = {
  readonly port: number
  readonly url: string
  readonly networkUrls: readonly string[]
  readonly tailnetUrl: string | undefined
  /** Takes nobody in any more, and begins to undo Serve. */
  readonly retire: () => void
  /** Frees the port. What takes longer than `late` is noted down, and undone by the next start if need be. */
  readonly close: (late: AbortSignal) => Promise<void>
}

type Parts = {
  readonly server: HttpServerOptions
  readonly stateDir: string
  readonly startedAt: number
  readonly tailscale: Tailscale
  /** Whether Tailscale Serve is to lead here. */
  readonly serves: boolean
  /** Reads, or makes, the certificate anew. */
  readonly findCertificate: () => Promise<TlsCertificate>
  readonly log: GatewayLog
}

/** Errors: what `openHttpServer` and `openServe` throw; nothing is left open then. */
export async function openPort(parts: Parts): Promise<OpenPort> {
  const { stateDir, tailscale, log } = parts
  const { certificate, hosts, limits } = parts.server
  const server = await openHttpServer(parts.server)
  const url = localUrl(hosts, server.port, certificate !== undefined)
  const sayWhoIsHere = (shown: TlsCertificate | undefined) =>
    writeGatewayOwner(stateDir, {
      pid: process.pid,
      port: server.port,
      url,
      startedAt: parts.startedAt,
      tlsFingerprint: shown?.fingerprint,
    })
  const announce = async () => {
    await undoServe(tailscale, stateDir, log)
    const target = `${certificate ? 'https+insecure' : 'http'}://127.0.0.1:${server.port}`
    const serve = parts.serves ? await openServe(tailscale, { stateDir, target, log }) : undefined
    sayWhoIsHere(certificate)
    return serve
  }
  const served = await announce().catch(async (error: unknown) => {
    await server.close()
    throw error
  })
  const stopWatching =
    certificate &&
    watchCertificate(certificate, parts.findCertificate, limits.certificateCheckMs, {
      renewed(found) {
        server.setCertificate(found)
        sayWhoIsHere(found)
        log.info('the certificate has changed', { fingerprint: found.fingerprint })
      },
      failed: error => log.error('the certificate cannot be looked at', { error }),
    })
  let unserved: Promise<void> | undefined

  return {
    port: server.port,
    url,
    networkUrls: networkUrls(hosts, server.port, certificate !== undefined),
    tailnetUrl: served?.url,
    retire() {
      server.refuseNewcomers()
      unserved = served?.close()
      stopWatching?.()
    },
    async close(late) {
      await server.close()
      await Promise.race([unserved, late.aborted ? undefined : once(late, 'abort')])
      removeGatewayOwner(stateDir)
    },
  }
}
