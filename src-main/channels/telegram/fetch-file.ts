// A file that came with a message, fetched within limits.
import { setTimeout as sleep } from 'node:timers/promises'
import { signalFor, type BotApi } from './bot-api.ts'
import type { FileRef } from './read-update.ts'

export type Fetched =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly why: 'big' | 'unreachable' }

const tries = 3
const betweenMs = 1_000
const eachMs = 60_000

/** Never rejects, but for an abort. */
export async function fetchFile(
  api: BotApi,
  { fileId, sizeBytes }: FileRef,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Fetched> {
  if (sizeBytes !== undefined && sizeBytes > maxBytes) return { ok: false, why: 'big' }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchOnce(api, fileId, maxBytes, AbortSignal.any([signal, AbortSignal.timeout(eachMs)]))
    } catch {
      // Why does not matter: neither grammY's nor fetch's error is shown, for they may name the address with its token.
      signal.throwIfAborted()
      if (attempt === tries) return { ok: false, why: 'unreachable' }
      await sleep(betweenMs, undefined, { signal })
    }
  }
}

async function fetchOnce(
  { call, apiRoot, token }: BotApi,
  fileId: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Fetched> {
  const { file_path: path = '', file_size: size } = await call.getFile(fileId, signalFor(signal))
  if (size !== undefined && size > maxBytes) return { ok: false, why: 'big' }
  // A server of one's own may name a file of its own disk instead; such are not read.
  if (path === '' || path.startsWith('/') || path.split('/').includes('..'))
    return { ok: false, why: 'unreachable' }
  const response = await fetch(`${apiRoot}/file/bot${token}/${path}`, { signal, redirect: 'error' })
  if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`)
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body) {
    length += piece.length
    if (length > maxBytes) return { ok: false, why: 'big' }
    pieces.push(piece)
  }
  return { ok: true, bytes: Buffer.concat(pieces) }
}
