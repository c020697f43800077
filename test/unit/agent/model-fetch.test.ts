import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
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
  let connections = 0
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => answer(request, response))
  })
  server.on('connection', () => (connections += 1))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  servers.push(server)
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/v1/chat`, connections: () => connections }
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

test('the next question goes over the same connection', async () => {
  const server = await startServer(echo)
  await (await modelFetch(server.url, question())).text()
  await (await modelFetch(server.url, question())).text()
  expect(server.connections()).toBe(1)
})

test('a connection that the server gives up as it is used again is followed by a fresh one', async () => {
  let asked = 0
  const server = await startServer((request, response) => {
    asked += 1
    if (asked === 2) request.socket.destroy()
    else echo(request, response)
  })
  await (await modelFetch(server.url, question())).text()
  const response = await modelFetch(server.url, question())
  expect(await response.text()).toBe('POST Bearer sk-1')
  expect([asked, server.connections()]).toEqual([3, 2])
})

test('a server that hangs up on a fresh connection is not asked again', async () => {
  let asked = 0
  const server = await startServer(request => {
    asked += 1
    request.socket.destroy()
  })
  await expect(modelFetch(server.url, question())).rejects.toThrow(new TypeError('fetch failed'))
  expect(asked).toBe(1)
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
