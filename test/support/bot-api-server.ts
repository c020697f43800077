// Telegram's Bot API on loopback, as far as a bot that polls needs it. It keeps updates until they are confirmed, and chats
// as people see them; switches make it refuse, go silent and forget to answer.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const botToken = '4711:a-token-for-tests'
export const botName = 'gangway_test_bot'
export const owner = { id: 42, first_name: 'Ada', language_code: 'en' }

type Json = Record<string, unknown>

export type ShownMessage = {
  readonly id: number
  text: string
  entities: unknown[]
  edits: number
  readonly more: Json
}

export type Call = { readonly method: string; readonly params: Json }

export type Refusal = { readonly status: number; readonly retryAfter?: number; readonly description?: string }

export type BotApiServer = Awaited<ReturnType<typeof startBotApiServer>>

export async function startBotApiServer({ port = 0 }: { port?: number } = {}) {
  const botId = Number(botToken.split(':')[0])
  let token = botToken
  let lastUpdate = 100
  let lastMessage = 0
  let updates: Json[] = []
  let poll: { answer: () => void; conflict: () => void } | undefined
  const chats = new Map<string, ShownMessage[]>()
  const files = new Map<string, Uint8Array>()
  const calls: Call[] = []
  const watchers = new Set<() => void>()
  const refusals = new Map<string, Refusal[]>()
  /** By method: `done` is called after the deed, and the answer never goes out. */
  const mute = new Map<string, () => void>()
  let fileGate: PromiseWithResolvers<void> | undefined

  const server = createServer((request, response) => {
    void answer(request, response)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const [, kind, given, method = ''] = /^\/(file\/)?bot([^/]+)\/(.*)$/.exec(request.url ?? '') ?? []
    if (given !== token) return refuse(response, { status: 401, description: 'Unauthorized' })
    if (kind) {
      const bytes = files.get(method)
      await fileGate?.promise
      response.statusCode = bytes ? 200 : 404
      return void response.end(bytes)
    }
    const params = await readParams(request)
    calls.push({ method, params })
    const refusal = refusals.get(method)?.shift()
    if (refusal) refuse(response, refusal)
    else if (method === 'getUpdates') longPoll(params, response)
    else perform(method, params, response)
    for (const watcher of watchers) watcher()
  }

  function longPoll({ offset, timeout }: Json, response: ServerResponse) {
    if (typeof offset === 'number') updates = updates.filter(update => Number(update['update_id']) >= offset)
    poll?.conflict()
    const timer = setTimeout(() => poll?.answer(), Number(timeout ?? 0) * 1_000)
    const end = (send: () => void) => {
      clearTimeout(timer)
      poll = undefined
      send()
    }
    const mine = {
      answer: () => end(() => succeed(response, updates)),
      conflict: () =>
        end(() =>
          refuse(response, { status: 409, description: 'Conflict: terminated by other getUpdates request' }),
        ),
    }
    poll = mine
    response.on('close', () => {
      if (poll === mine) end(() => undefined)
    })
    if (updates.length > 0) mine.answer()
  }

  function perform(method: string, params: Json, response: ServerResponse) {
    const result = deed(method, params)
    const done = mute.get(method)
    if ('error' in result) refuse(response, result.error)
    else if (done) {
      mute.delete(method)
      done()
    } else succeed(response, result.value)
  }

  function deed(method: string, params: Json): { value: unknown } | { error: Refusal } {
    const chat = String(params['chat_id'])
    const shown = chats.get(chat) ?? []
    switch (method) {
      case 'getMe':
        return { value: { id: botId, is_bot: true, first_name: 'Gangway', username: botName } }
      case 'deleteWebhook':
      case 'sendChatAction':
        return { value: true }
      case 'sendPhoto':
      case 'sendDocument': {
        const { caption = '', caption_entities: entities = [], chat_id: _, ...more } = params
        const message = {
          id: (lastMessage += 1),
          text: String(caption),
          entities: entities as unknown[],
          edits: 0,
          more,
        }
        chats.set(chat, [...shown, message])
        return { value: { message_id: message.id, date: 1, chat: { id: Number(chat), type: 'private' } } }
      }
      case 'sendMessage': {
        const { text = '', entities = [], chat_id: _, ...more } = params
        if (String(text).length > 4096)
          return { error: { status: 400, description: 'Bad Request: message is too long' } }
        const message = {
          id: (lastMessage += 1),
          text: String(text),
          entities: entities as unknown[],
          edits: 0,
          more,
        }
        chats.set(chat, [...shown, message])
        return {
          value: { message_id: message.id, date: 1, chat: { id: Number(chat), type: 'private' }, text },
        }
      }
      case 'editMessageText': {
        const message = shown.find(({ id }) => id === params['message_id'])
        const { text = '', entities = [] } = params
        if (!message) return { error: { status: 400, description: 'Bad Request: message to edit not found' } }
        if (message.text === text && JSON.stringify(message.entities) === JSON.stringify(entities)) {
          return { error: { status: 400, description: 'Bad Request: message is not modified' } }
        }
        Object.assign(message, { text, entities, edits: message.edits + 1 })
        return {
          value: { message_id: message.id, date: 1, chat: { id: Number(chat), type: 'private' }, text },
        }
      }
      case 'getFile': {
        const id = String(params['file_id'])
        const bytes = files.get(id)
        return bytes
          ? { value: { file_id: id, file_size: bytes.length, file_path: id } }
          : { error: { status: 400, description: 'Bad Request: invalid file_id' } }
      }
      default:
        return { error: { status: 404, description: 'Not Found' } }
    }
  }

  function push(update: Json) {
    updates.push({ update_id: (lastUpdate += 1), ...update })
    poll?.answer()
  }

  return {
    origin,
    port: (server.address() as AddressInfo).port,
    botId,
    calls,

    /** How `channels.telegram` finds it. */
    config: (more: object = {}) => ({
      telegram: { botToken, apiRoot: origin, dmPolicy: 'allowlist', allowFrom: [owner.id], ...more },
    }),

    /** A person says something in a private chat, or wherever `more.chat` is. Returns the message's number. */
    say(text: string | undefined, more: Json = {}): number {
      const message_id = (lastMessage += 1)
      const chat = { id: Number((more['from'] as Json | undefined)?.['id'] ?? owner.id), type: 'private' }
      push({
        message: { message_id, date: 1, from: owner, chat, ...(text === undefined ? {} : { text }), ...more },
      })
      return message_id
    },

    edit(message_id: number, text: string, more: Json = {}) {
      const chat = { id: owner.id, type: 'private' }
      push({ edited_message: { message_id, date: 1, edit_date: 2, from: owner, chat, text, ...more } })
    },

    /** An update as Telegram words it; its number is added. */
    push,

    addFile: (id: string, bytes: Uint8Array) => void files.set(id, bytes),

    /** Whoever fetches a file waits. */
    holdFiles: () => void (fileGate = Promise.withResolvers()),
    letFilesGo() {
      fileGate?.resolve()
      fileGate = undefined
    },

    /** What a chat shows now. */
    shown: (chat: number = owner.id): readonly ShownMessage[] => chats.get(String(chat)) ?? [],
    texts: (chat: number = owner.id): string[] => (chats.get(String(chat)) ?? []).map(({ text }) => text),

    /** A message that the person deletes. */
    forget: (chat: number, id: number) =>
      void chats.set(
        String(chat),
        (chats.get(String(chat)) ?? []).filter(message => message.id !== id),
      ),

    /** The next call of this method is refused. */
    refuseNext: (method: string, refusal: Refusal) =>
      void refusals.set(method, [...(refusals.get(method) ?? []), refusal]),

    /** The next call of this method is done and not answered; settles when it is done. */
    muteNext: (method: string) => new Promise<void>(resolve => mute.set(method, resolve)),

    /** Everybody is cut off. */
    dropConnections: () => server.closeAllConnections(),

    /** From now on Telegram knows the bot by this token alone. */
    changeToken: (next: string) => void (token = next),

    /** How many updates have not been confirmed. */
    unconfirmed: () => updates.length,

    /** The first call, past or coming, that `matches`. */
    call(matches: (call: Call) => boolean): Promise<Call> {
      return new Promise(resolve => {
        const look = () => {
          const found = calls.find(matches)
          if (!found) return
          watchers.delete(look)
          resolve(found)
        }
        watchers.add(look)
        look()
      })
    },

    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function succeed(response: ServerResponse, result: unknown) {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ ok: true, result }))
}

function refuse(response: ServerResponse, { status, retryAfter, description = 'refused' }: Refusal) {
  response.statusCode = status
  response.setHeader('content-type', 'application/json')
  const parameters = retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } }
  response.end(JSON.stringify({ ok: false, error_code: status, description, ...parameters }))
}

/** Files come as parts of a form, and the parameter that means one names its part. */
export type ReceivedFile = { readonly name: string; readonly bytes: Buffer }

async function readParams(request: IncomingMessage): Promise<Json> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const body = Buffer.concat(pieces)
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data'))
    return body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as Json)
  const form = await new Response(body, { headers: { 'content-type': type } }).formData()
  const params: Json = {}
  for (const [name, value] of form) {
    if (typeof value !== 'string') continue
    const part = value.startsWith('attach://') ? form.get(value.slice('attach://'.length)) : undefined
    params[name] =
      part instanceof File
        ? ({ name: part.name, bytes: Buffer.from(await part.arrayBuffer()) } satisfies ReceivedFile)
        : value.startsWith('[') || value.startsWith('{')
          ? (JSON.parse(value) as unknown)
          : value
  }
  return params
}
