import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { discoverModels } from '../../../src-main/agent/models/discover-models.ts'
import { startModelServer } from '../../support/model-server.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

const named = (baseUrl: string) => [{ id: 'ollama', label: 'Ollama', baseUrl }]

test('a model server on this computer is found with its models', async () => {
  const server = await startModelServer({ models: ['tiny', 'large'] })
  closers.push(() => server.close())
  expect(await discoverModels({ servers: named(server.baseUrl), deadlineMs: 10_000 })).toEqual([
    {
      providerId: 'ollama',
      label: 'Ollama',
      baseUrl: server.baseUrl,
      models: [{ id: 'tiny' }, { id: 'large' }],
    },
  ])
})

test('vLLM says how much its models can read', async () => {
  const baseUrl = await serve((_, response) => {
    response.end(JSON.stringify({ data: [{ id: 'm', max_model_len: 8192 }] }))
  })
  const [found] = await discoverModels({ servers: named(baseUrl), deadlineMs: 10_000 })
  expect(found?.models).toEqual([{ id: 'm', contextWindow: 8192 }])
})

test.each<[string, RequestListener]>([
  ['says something else', (_, response) => void response.end('<html>hello</html>')],
  ['has no models', (_, response) => void response.end('{"data":[]}')],
  ['refuses', (_, response) => void response.writeHead(401).end('{"data":[{"id":"m"}]}')],
  [
    'sends us elsewhere',
    (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  ],
  ['hangs up', request => void request.socket.destroy()],
  ['never stops talking', (_, response) => void response.end('x'.repeat(2 * 1024 * 1024))],
])('a server that %s is no model server', async (_, listener) => {
  expect(await discoverModels({ servers: named(await serve(listener)), deadlineMs: 10_000 })).toEqual([])
})

test('who does not answer in time is not there', async () => {
  const baseUrl = await serve(() => undefined)
  expect(await discoverModels({ servers: named(baseUrl), deadlineMs: 50 })).toEqual([])
})

test('where nobody listens nothing is found', async () => {
  const server = await startModelServer()
  await server.close()
  expect(await discoverModels({ servers: named(server.baseUrl), deadlineMs: 10_000 })).toEqual([])
})
