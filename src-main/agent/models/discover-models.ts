// Looks for model servers on this computer's usual ports, and asks each for its models.
import { request } from 'node:http'
import { z } from 'zod'
import { knownProviders } from './known-providers.ts'
import type { ModelEntry } from './model-config.ts'

/** A server that answers; its models can be named `providerId/id` without any configuration. */
export type FoundServer = {
  readonly providerId: string
  readonly label: string
  readonly baseUrl: string
  readonly models: readonly ModelEntry[]
}

export type LookUp = {
  readonly servers?: readonly { readonly id: string; readonly label: string; readonly baseUrl: string }[]
  /** What does not answer within this time is not there, in milliseconds; 500 when absent. */
  readonly deadlineMs?: number
}

const maxAnswerBytes = 1024 * 1024
const maxModels = 200

/** As `GET /v1/models` lists them; vLLM says how much each can read. */
const Listing = z.object({
  data: z.array(
    z.object({ id: z.string().min(1).max(300), max_model_len: z.number().int().positive().optional() }),
  ),
})

/** Every server that answers in time. Never rejects: what does not answer properly is not a model server. */
export async function discoverModels({ servers = localServers, deadlineMs = 500 }: LookUp = {}): Promise<
  readonly FoundServer[]
> {
  const found = await Promise.all(
    servers.map(async ({ id, label, baseUrl }): Promise<FoundServer[]> => {
      const text = await get(`${baseUrl}/models`, deadlineMs).catch(() => '')
      const listing = Listing.safeParse(parse(text))
      if (!listing.success || listing.data.data.length === 0) return []
      const models = listing.data.data.slice(0, maxModels).map(model => ({
        id: model.id,
        ...(model.max_model_len === undefined ? {} : { contextWindow: model.max_model_len }),
      }))
      return [{ providerId: id, label, baseUrl, models }]
    }),
  )
  return found.flat()
}

const localServers = knownProviders.filter(provider => provider.isLocal)

function get(url: string, deadlineMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(deadlineMs)
    const asking = request(url, { signal, agent: false }, response => {
      const parts: Buffer[] = []
      let bytes = 0
      response.on('error', reject)
      response.on('data', (part: Buffer) => {
        bytes += part.byteLength
        if (bytes > maxAnswerBytes) return void asking.destroy(new Error('too long'))
        parts.push(part)
      })
      response.on('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(parts).toString('utf8'))
        else reject(new Error(`HTTP ${response.statusCode}`))
      })
    })
    asking.on('error', reject)
    asking.end()
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
