// What a client of OpenAI's chat completions asks for, as far as this gateway has an answer to it.
import { z } from 'zod'
import { decodeAttachments } from '../methods/attachments.ts'
import { isRequestError } from '../method-table.ts'
import type { IncomingFile, Saying } from '../../conversations/incoming.ts'
import { openAiError, type OpenAiError } from './openai-error.ts'

/** One request, understood. */
export type CompletionRequest = {
  /** As the client wrote it, and as it is repeated in the answer. */
  readonly model: string
  readonly isStreamed: boolean
  readonly wantsUsage: boolean
  /** Names a conversation that goes on from request to request. */
  readonly user: string | undefined
  readonly instructions: string | undefined
  /** What was said before, oldest first. */
  readonly past: readonly Saying[]
  /** What is to be answered. */
  readonly text: string
  readonly files: readonly IncomingFile[]
}

type Read =
  | { readonly ok: true; readonly request: CompletionRequest }
  | { readonly ok: false; readonly error: OpenAiError }

const maxPictures = 8
/** The names of the one agent there is, as OpenClaw's endpoint has them. */
export const modelIds = ['openclaw', 'openclaw/default', 'openclaw/main'] as const
const aliases = new Set<string>([...modelIds, 'openclaw:main', 'agent:main'])

export function isModel(id: string): boolean {
  return aliases.has(id)
}

const part = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
])
const content = z.union([z.string(), z.array(part).max(256)])
type Content = z.infer<typeof content>

const completionRequest = z.object({
  model: z.string().min(1).max(256),
  messages: z
    .array(
      z.discriminatedUnion('role', [
        z.object({ role: z.enum(['system', 'developer']), content }),
        z.object({ role: z.literal('user'), content }),
        z.object({ role: z.literal('assistant'), content: content.nullish() }),
      ]),
    )
    .min(1)
    .max(2_000),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  user: z.string().min(1).max(256).nullish(),
  n: z.literal(1, 'one answer is given to each request').nullish(),
  // The agent has tools of its own; those of a client would have to be run by the client.
  tools: z.array(z.unknown()).max(0, 'tools of a client are not supported').nullish(),
  // Checked so that a slip is noticed; how the model samples is set in the gateway's configuration.
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  max_tokens: z.int().positive().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
})

/** Reads a parsed body. Never throws: what is wrong is said in OpenAI's form, with the field it is about. */
export function readCompletionRequest(json: unknown, maxFileBytes: number): Read {
  const parsed = completionRequest.safeParse(json)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return no(issue?.message ?? 'the request cannot be read', issue?.path.join('.'))
  }
  const { model, messages, stream, stream_options: streaming, user } = parsed.data
  if (!isModel(model)) {
    const error = openAiError(404, `there is no such model; ask for "${modelIds[0]}"`, {
      param: 'model',
      code: 'model_not_found',
    })
    return { ok: false, error }
  }
  const last = messages.at(-1)
  if (last?.role !== 'user') return no('the last message must be the user’s', 'messages')
  const urls = picturesIn(last.content)
  if (urls.length > maxPictures) return no(`at most ${maxPictures} pictures`, 'messages')
  if (urls.some(url => !url.startsWith('data:image/')))
    return no('pictures are taken as data: URLs only', 'messages')
  try {
    const instructions = messages
      .filter(({ role }) => role === 'system' || role === 'developer')
      .map(message => wordsIn(message.content))
      .join('\n\n')
    return {
      ok: true,
      request: {
        model,
        isStreamed: stream ?? false,
        wantsUsage: streaming?.include_usage ?? false,
        user: user ?? undefined,
        instructions: instructions.trim() || undefined,
        past: messages.slice(0, -1).flatMap(({ role, content: said }) => {
          const text = wordsIn(said)
          return (role === 'user' || role === 'assistant') && text !== '' ? [{ role, text }] : []
        }),
        text: wordsIn(last.content),
        files: decodeAttachments(
          urls.map(url => ({ type: 'image', content: url })),
          maxFileBytes,
        ),
      },
    }
  } catch (error) {
    if (isRequestError(error)) return no(error.message, 'messages')
    throw error
  }
}

function wordsIn(said: Content | null | undefined): string {
  const words =
    typeof said === 'string'
      ? said
      : (said ?? []).flatMap(each => (each.type === 'text' ? [each.text] : [])).join('\n')
  // NUL is for no model, and half a surrogate pair cannot be written as UTF-8.
  return words.replaceAll('\0', '').toWellFormed()
}

function picturesIn(said: Content): string[] {
  return typeof said === 'string'
    ? []
    : said.flatMap(each => (each.type === 'image_url' ? [each.image_url.url] : []))
}

function no(message: string, param?: string): Read {
  return { ok: false, error: openAiError(400, message, { param }) }
}
