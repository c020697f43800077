// A request's body, as far as it may be long. Chunked bodies name no length, so the bytes are counted as they come.
import type { IncomingMessage } from 'node:http'
import { isTooDeep } from '../frame-depth.ts'
import { openAiError, type OpenAiError } from './openai-error.ts'

export const maxBodyBytes = 20 * 1024 * 1024

type Body =
  | { readonly ok: true; readonly json: unknown }
  | { readonly ok: false; readonly error: OpenAiError }

/** Rejects when the client goes away in the middle. */
export async function readJsonBody(request: IncomingMessage): Promise<Body> {
  const kind = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (kind !== 'application/json') return no(415, 'send the body as application/json')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBodyBytes) return no(413, `a body is at most ${maxBodyBytes} bytes`)
    chunks.push(chunk)
  }
  const bytes = Buffer.concat(chunks)
  if (isTooDeep(bytes)) return no(400, 'the body is nested too deeply')
  try {
    return { ok: true, json: JSON.parse(bytes.toString('utf8')) }
  } catch {
    return no(400, 'the body is not JSON')
  }
}

function no(status: number, message: string): Body {
  return { ok: false, error: openAiError(status, message) }
}
