import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { createGate, startModelServer, type ModelServer } from '../../support/model-server.ts'
import {
  closeTestGateways,
  connectPeer,
  modelConfig,
  startTestGateway,
  testToken,
} from '../../support/test-gateway.ts'
import type { GatewayOptions } from '../../../src-main/gateway/gateway-options.ts'

const models: ModelServer[] = []
afterEach(async () => {
  await closeTestGateways()
  for (const model of models.splice(0)) await model.close()
})

const switchedOn = { gateway: { http: { endpoints: { chatCompletions: { enabled: true } } } } }

async function start(options: Partial<GatewayOptions> = {}) {
  const model = await startModelServer()
  models.push(model)
  const gateway = await startTestGateway({
    config: modelConfig(model.baseUrl, switchedOn),
    limits: { deltaIntervalMs: 0, wrongSecretDelayScale: 0 },
    ...options,
  })
  const origin = `http://127.0.0.1:${gateway.port}`
  const ask = (body: unknown, init: RequestInit = {}) =>
    fetch(`${origin}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...init,
    })
  const look = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${testToken}`, ...headers } })
  return { model, gateway, ask, look }
}

type Question = { role: string; content: unknown }
function question(messages: string | Question[], more: object = {}) {
  return {
    model: 'openclaw/default',
    messages: typeof messages === 'string' ? [{ role: 'user', content: messages }] : messages,
    ...more,
  }
}

/** The events of a streamed answer, parsed; `[DONE]` stays as it is. */
async function eventsOf(response: Response): Promise<unknown[]> {
  return (await response.text())
    .split('\n\n')
    .filter(line => line.startsWith('data: '))
    .map(line => (line === 'data: [DONE]' ? '[DONE]' : JSON.parse(line.slice(6))))
}

type Chunk = { choices: { delta: { content?: string }; finish_reason: string | null }[] }
const wordsOf = (events: unknown[]) =>
  events.map(event => (event as Chunk).choices?.[0]?.delta.content ?? '').join('')

test('without being switched on the addresses are not there', async () => {
  const { ask, look } = await start({ config: {} })
  expect((await ask(question('hello'))).status).toBe(404)
  expect((await look('/v1/models')).status).toBe(404)
})

test('a question gets its whole answer, in the shape OpenAI’s clients read', async () => {
  const { ask } = await start()
  const response = await ask(question('how are you'))
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    id: expect.stringMatching(/^chatcmpl-/),
    object: 'chat.completion',
    model: 'openclaw/default',
    choices: [
      { index: 0, message: { role: 'assistant', content: 'echo: how are you' }, finish_reason: 'stop' },
    ],
    usage: { total_tokens: expect.any(Number) },
  })
})

test('a streamed answer comes as it is made, and ends with [DONE]', async () => {
  const { ask, model } = await start()
  const gate = createGate()
  model.next({ kind: 'tokens', pieces: ['one ', 'two ', 'three'], gate })
  const response = await ask(question('count', { stream: true, stream_options: { include_usage: true } }))
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  gate.open()
  const events = await eventsOf(response)
  expect(events[0]).toMatchObject({
    object: 'chat.completion.chunk',
    choices: [{ delta: { role: 'assistant' } }],
  })
  expect(wordsOf(events)).toBe('one two three')
  expect(events.at(-3)).toMatchObject({ choices: [{ finish_reason: 'stop' }] })
  expect(events.at(-2)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } })
  expect(events.at(-1)).toBe('[DONE]')
})

test('what the gateway itself answers is there in both ways', async () => {
  const { ask } = await start()
  const plain = (await (await ask(question('/help'))).json()) as {
    choices: { message: { content: string } }[]
  }
  expect(plain.choices[0]?.message.content).toContain('/status')
  const events = await eventsOf(await ask(question('/help', { stream: true })))
  expect(wordsOf(events)).toContain('/status')
})

test('what was said before, and the instructions of the client, reach the model', async () => {
  const { ask, model } = await start()
  await ask(
    question([
      { role: 'system', content: 'Answer in verse.' },
      { role: 'user', content: 'my name is Ada' },
      { role: 'assistant', content: 'hello Ada' },
      { role: 'user', content: [{ type: 'text', text: 'what is my name' }] },
    ]),
  )
  const { messages = [] } = (await model.request(0)).body
  expect(JSON.stringify(messages[0])).toContain('Answer in verse.')
  expect(JSON.stringify(messages.slice(1))).toMatch(/my name is Ada.*hello Ada.*what is my name/)
})

test('a request without a user leaves no conversation behind', async () => {
  const { ask, gateway } = await start()
  await ask(question('hello')).then(response => response.json())
  const peer = await connectPeer(gateway)
  await expect
    .poll(async () => (await peer.request<{ sessions: unknown[] }>('sessions.list', {})).sessions)
    .toEqual([])
})

test('requests of the same user go on in one conversation, which everybody sees', async () => {
  const { ask, model, gateway } = await start()
  await ask(question('first', { user: 'thread 7' })).then(response => response.json())
  await ask(question('second', { user: 'thread 7' })).then(response => response.json())
  expect(JSON.stringify((await model.request(1)).body.messages)).toMatch(/first.*echo: first.*second/)
  const peer = await connectPeer(gateway)
  const { sessions } = await peer.request<{ sessions: { key: string }[] }>('sessions.list', {})
  expect(sessions.map(({ key }) => key)).toEqual([expect.stringMatching(/^agent:main:openai:user:/)])
})

test('a picture goes along as a data URL, and none is fetched from elsewhere', async () => {
  const { ask, gateway } = await start()
  const withPicture = (url: string) =>
    question([{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }], { user: 'me' })
  expect((await ask(withPicture('data:image/png;base64,iVBORw0KGgo='))).status).toBe(200)
  const peer = await connectPeer(gateway)
  const { sessions } = await peer.request<{ sessions: { key: string }[] }>('sessions.list', {})
  const { messages } = await peer.request('chat.history', { sessionKey: sessions[0]?.key })
  expect(JSON.stringify(messages)).toContain('image/png')
  const refused = await ask(withPicture('https://example.com/a.png'))
  expect(refused.status).toBe(400)
  expect(await refused.json()).toMatchObject({ error: { param: 'messages' } })
})

test('a client that hangs up ends the answer', async () => {
  const { ask, model } = await start()
  model.next({ kind: 'hang' })
  const hangUp = new AbortController()
  const asked = ask(question('think long'), { signal: hangUp.signal }).catch(() => undefined)
  const request = await model.request(0)
  hangUp.abort()
  await asked
  expect(await request.abandoned).toBe(true)
})

test('a model that fails is an error in OpenAI’s form, whole and streamed', async () => {
  const { ask, model } = await start()
  model.fallback({ kind: 'error', status: 400, message: 'no such thing' })
  const response = await ask(question('hello'))
  expect(response.status).toBe(502)
  expect(await response.json()).toMatchObject({
    error: { type: 'api_error', code: expect.stringMatching(/^MODEL_/) },
  })
  const events = await eventsOf(await ask(question('hello', { stream: true })))
  expect(events.at(-2)).toMatchObject({ error: { type: 'api_error' } })
  expect(events.at(-1)).toBe('[DONE]')
})

describe('who may ask', () => {
  test.each([
    ['nobody', {}, 401],
    ['a wrong token', { authorization: 'Bearer wrong' }, 401],
    ['another scheme', { authorization: `Basic ${testToken}` }, 401],
    ['a page from elsewhere', { authorization: `Bearer ${testToken}`, origin: 'https://evil.example' }, 403],
    ['the token', { authorization: `Bearer ${testToken}` }, 200],
  ])('%s', async (_, headers, status) => {
    const { gateway } = await start()
    const response = await fetch(`http://127.0.0.1:${gateway.port}/v1/models`, {
      headers: headers as Record<string, string>,
    })
    expect(response.status).toBe(status)
    if (status !== 200)
      expect(await response.json()).toMatchObject({ error: { message: expect.any(String) } })
  })

  test('too many wrong tokens close the door, and say for how long', async () => {
    const rateLimit = { maxAttempts: 3, exemptLoopback: false }
    const { look } = await start({
      config: { gateway: { ...switchedOn.gateway, auth: { rateLimit } } },
    })
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await look('/v1/models', { authorization: 'Bearer wrong' })).status).toBe(401)
    }
    const response = await look('/v1/models')
    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(200)
  })
})

describe('what cannot be understood', () => {
  test.each([
    ['no JSON', '{"model":', 400],
    ['brackets without end', '['.repeat(10_000), 400],
    ['no messages', { model: 'openclaw' }, 400],
    ['a model of a provider', question('hi', { model: 'gpt-5' }), 404],
    ['an answer as the last message', question([{ role: 'assistant', content: 'hi' }]), 400],
    ['tools of the client', question('hi', { tools: [{ type: 'function' }] }), 400],
    ['two answers', question('hi', { n: 2 }), 400],
    ['a temperature beyond the scale', question('hi', { temperature: 3 }), 400],
  ])('%s', async (_, body, status) => {
    const { ask } = await start()
    const response = await ask(body)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
  })

  test('a body of another kind, and another method', async () => {
    const { ask, look } = await start()
    const headers = { authorization: `Bearer ${testToken}`, 'content-type': 'text/plain' }
    expect((await ask(question('hi'), { headers })).status).toBe(415)
    const got = await look('/v1/chat/completions')
    expect(got.status).toBe(405)
    expect(got.headers.get('allow')).toBe('POST')
  })

  test('a chunked body is counted as it comes', async () => {
    const { gateway } = await start()
    const socket = connect(gateway.port, '127.0.0.1')
    const answer = new Promise<string>((resolve, reject) => {
      let text = ''
      socket.on('data', (data: Buffer) => (text += data.toString()))
      socket.on('close', () => resolve(text))
      socket.on('error', (error: NodeJS.ErrnoException) => (text ? resolve(text) : reject(error)))
    })
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${testToken}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    )
    const mebibyte = `100000\r\n${'x'.repeat(0x10_00_00)}\r\n`
    for (let sent = 0; sent <= 20 && !socket.destroyed; sent += 1) socket.write(mebibyte)
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /)
  })
})

test('the models are the agent under its names', async () => {
  const { look } = await start()
  expect(await (await look('/v1/models')).json()).toMatchObject({
    object: 'list',
    data: [{ id: 'openclaw' }, { id: 'openclaw/default' }, { id: 'openclaw/main' }],
  })
  expect(await (await look('/v1/models/openclaw%2Fdefault')).json()).toMatchObject({ id: 'openclaw/default' })
  expect((await look('/v1/models/gpt-5')).status).toBe(404)
})
