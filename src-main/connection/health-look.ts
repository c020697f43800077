// A look at more than the connection measures for itself: only while somebody looks.
import http from 'node:http'
import type { Duplex } from 'node:stream'
import { z } from 'zod'
import { isAppError } from '../../src-shared/errors.ts'
import { httpSigns, type HealthLook, type HttpSign } from '../../src-shared/health.ts'
import type { Endpoint } from './endpoint.ts'

const answerTimeoutMs = 5_000
const maxBodyBytes = 16 * 1024

export type LookParts = {
  readonly request: (
    method: string,
    params: unknown,
    options: { readonly timeoutMs: number },
  ) => Promise<unknown>
  /** The road to the gateway's port; absent where only requests can be made. */
  readonly road?: Pick<Endpoint, 'url' | 'openBeside' | 'probe'> | undefined
  /** This computer's node, as gateways list it. */
  readonly nodeId?: string | undefined
  readonly now: () => number
}

/** Asks everything at once, each for at most 5 s. Never rejects: what does not answer is part of what is seen. */
export async function lookAround(parts: LookParts): Promise<HealthLook> {
  const { road, nodeId, now } = parts
  const [roadSign, signs, approvals, node] = await Promise.all([
    probeRoad(road),
    road && readHttpSigns(road),
    countApprovals(parts),
    nodeId === undefined ? undefined : findNode(parts, nodeId),
  ])
  return { at: now(), road: roadSign, http: signs, approvals, node }
}

async function probeRoad(road: LookParts['road']): Promise<HealthLook['road']> {
  if (!road) return 'unknown'
  return road.probe(answerTimeoutMs).catch(() => 'silent' as const)
}

async function readHttpSigns(road: NonNullable<LookParts['road']>): Promise<HealthLook['http']> {
  const [healthz, startupz, readyz] = await Promise.all(httpSigns.map(name => readHttpSign(road, name)))
  return healthz && startupz && readyz && { healthz, startupz, readyz }
}

/** One GET over a stream of its own: through the tunnel, or directly with the pinned certificate. */
async function readHttpSign(road: NonNullable<LookParts['road']>, name: string): Promise<HttpSign> {
  const startedAt = performance.now()
  const signal = AbortSignal.timeout(answerTimeoutMs)
  const took = () => Math.round(performance.now() - startedAt)
  let stream: Duplex | undefined
  try {
    stream = await road.openBeside(signal)
    const { status, body } = await getOver(stream, new URL(`/${name}`, road.url()), signal)
    return { status, ms: took(), failing: failingOf(body) }
  } catch {
    return { ms: took(), failing: [] }
  } finally {
    stream?.destroy()
  }
}

/** One question over a stream that is open: whoever opened it has checked who is at its end. */
export function getOver(
  stream: Duplex,
  url: URL,
  signal: AbortSignal,
  method: 'GET' | 'HEAD' = 'GET',
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = http.get(
      {
        createConnection: () => stream,
        method,
        path: url.pathname,
        headers: { host: url.host, connection: 'close' },
        signal,
      },
      answer => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (part: string) => {
          body += part
          if (body.length > maxBodyBytes) answer.destroy(new Error('more than a sign of health'))
        })
        answer.on('error', reject)
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
      },
    )
    asked.on('error', reject)
  })
}

const Failing = z.object({ failing: z.array(z.string().max(100)).max(50) })

function failingOf(body: string): readonly string[] {
  try {
    return Failing.safeParse(JSON.parse(body)).data?.failing ?? []
  } catch {
    // Some answer with plain text.
    return []
  }
}

async function countApprovals({ request }: LookParts): Promise<HealthLook['approvals']> {
  try {
    const rows = await request('exec.approval.list', {}, { timeoutMs: answerTimeoutMs })
    return Array.isArray(rows) ? rows.length : undefined
  } catch (error) {
    return isAppError(error, 'SCOPE_MISSING') ? 'not-allowed' : undefined
  }
}

const NodeList = z.object({
  nodes: z.array(
    z
      .object({ nodeId: z.string(), connected: z.boolean().optional().catch(undefined) })
      .catch({ nodeId: '', connected: undefined }),
  ),
})

async function findNode({ request }: LookParts, nodeId: string): Promise<HealthLook['node']> {
  try {
    const list = NodeList.safeParse(await request('node.list', {}, { timeoutMs: answerTimeoutMs })).data
    if (!list) return undefined
    return list.nodes.some(node => node.nodeId === nodeId && node.connected) ? 'connected' : 'away'
  } catch {
    return undefined
  }
}
