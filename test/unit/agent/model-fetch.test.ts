import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { modelFetch } from '../../../src-main/agent/models/model-fetch.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A server that counts its connections. */
async function startServer(answer: Answer) {
  const connections: Socket[] = []
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => answer(request, response))
  })
  server.on('connection', socket => connections.push(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  servers.push(server)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1/chat`,
    connections: () => connections.length,
    /** Settles when the other side has taken note. */
    giveUpAll: async () => {
      const closed = connections.filter(socket => !socket.closed).map(socket => once(socket, 'close'))
      server.closeIdleConnections()
      await Promise.all(closed)
    },
  }
}

const question = (more: RequestInit = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer sk-1' },
  body: '{"say":"hé"}',
  ...more,
})

const echo: Answer = (request, response) => {
  response.setHeader('x-length', request.headers['content-length'] ?? '')
  response.end(`${request.method} ${request.headers.authorization}`)
}

test('an answer comes with its status, its headers and its text', async () => {
  const server = await startServer(echo)
  const response = await modelFetch(server.url, question())
  expect(response.status).toBe(200)
  expect(response.headers.get('x-length')).toBe('13')
  expect(await response.text()).toBe('POST Bearer sk-1')
})

/** Asks and reads the whole answer; its connection is free for the next question in the turn after that. */
async function askWhole(url: string): Promise<string> {
  const text = await (await modelFetch(url, question())).text()
  await new Promise(resolve => setImmediate(resolve))
  return text
}

test('the next question goes over the same connection', async () => {
  const server = await startServer(echo)
  await askWhole(server.url)
  await askWhole(server.url)
  expect(server.connections()).toBe(1)
})

test('a connection that the server gave up meanwhile is followed by a fresh one', async () => {
  const server = await startServer(echo)
  await askWhole(server.url)
  await server.giveUpAll()
  expect(await askWhole(server.url)).toBe('POST Bearer sk-1')
  expect(server.connections()).toBe(2)
})

test.each([
  ['kept', 1],
  ['fresh', 0],
])('a question that a %s connection was lost with is not sent again', async (_, before) => {
  let asked = 0
  const server = await startServer((request, response) => {
    asked += 1
    if (asked > before) request.socket.destroy()
    else echo(request, response)
  })
  for (let question = 0; question < before; question += 1) await askWhole(server.url)
  await expect(modelFetch(server.url, question())).rejects.toMatchObject({
    name: 'AI_APICallError',
    message: 'The connection was lost before the answer: other side closed',
    isRetryable: false,
  })
  expect([asked, server.connections()]).toEqual([before + 1, 1])
})

test('a server that is not there is a failed fetch with its cause', async () => {
  const server = await startServer(echo)
  const [gone] = servers.splice(0)
  await new Promise(resolve => gone?.close(resolve))
  await expect(modelFetch(server.url, question())).rejects.toMatchObject({
    message: 'fetch failed',
    cause: { code: 'ECONNREFUSED' },
  })
})

test('a question is asked again where the server sends it', async () => {
  const server = await startServer((request, response) => {
    if (request.url === '/v2/chat') return echo(request, response)
    response.writeHead(307, { location: '/v2/chat' }).end()
  })
  expect(await (await modelFetch(server.url, question())).text()).toBe('POST Bearer sk-1')
})

test('an abort ends the question before its answer, with the reason', async () => {
  const stop = new AbortController()
  const server = await startServer(() => stop.abort(new Error('enough')))
  await expect(modelFetch(server.url, question({ signal: stop.signal }))).rejects.toThrow('enough')
})

test('an abort ends an answer that is under way, and the server sees it', async () => {
  const left = Promise.withResolvers<void>()
  const server = await startServer((_, response) => {
    response.on('close', () => left.resolve())
    response.write('first')
  })
  const stop = new AbortController()
  const reader = (await modelFetch(server.url, question({ signal: stop.signal }))).body?.getReader()
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first')
  stop.abort()
  await expect(reader?.read()).rejects.toThrow('aborted')
  await left.promise
})

test('an answer that breaks off is an error and no end', async () => {
  const server = await startServer((request, response) => {
    response.write('half', () => request.socket.destroy())
  })
  const response = await modelFetch(server.url, question())
  await expect(response.text()).rejects.toThrow()
})

test('a reader who does not read is not read for', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  const total = 256
  const full = Promise.withResolvers<void>()
  const server = await startServer((_, response) => {
    let sent = 0
    const send = () => {
      while (sent < total) {
        sent += 1
        if (!response.write(chunk)) {
          full.resolve()
          response.once('drain', send)
          return
        }
      }
      response.end()
    }
    send()
  })
  const response = await modelFetch(server.url, question())
  await full.promise
  let bytes = 0
  for await (const part of response.body ?? []) bytes += part.byteLength
  expect(bytes).toBe(total * chunk.byteLength)
})

test('a proxy of the environment is asked where Node asks it, with the whole address', async () => {
  const asked: (string | undefined)[] = []
  const proxy = await startServer((request, response) => {
    asked.push(request.url)
    echo(request, response)
  })
  const script = `
    import { modelFetch } from ${JSON.stringify(new URL('../../../src-main/agent/models/model-fetch.ts', import.meta.url))}
    const response = await modelFetch('http://model.invalid:11434/v1/chat', { method: 'POST', body: '{}' })
    console.log(response.status)`
  const env = { ...process.env, NODE_USE_ENV_PROXY: '1', http_proxy: new URL(proxy.url).origin, no_proxy: '' }
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env,
  })
  expect([stdout.trim(), asked]).toEqual(['200', ['http://model.invalid:11434/v1/chat']])
})
