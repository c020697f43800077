import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { appError } from '../../../src-shared/errors.ts'
import { lookAround, type LookParts } from '../../../src-main/connection/health-look.ts'

const servers: ReturnType<typeof createServer>[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise(done => server.close(done))
})

async function openGateway(answers: Record<string, { status: number; body: string }>) {
  const server = createServer((request, response) => {
    const { status, body } = answers[request.url ?? ''] ?? { status: 404, body: '' }
    response.writeHead(status).end(body)
  })
  servers.push(server)
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: () => `ws://127.0.0.1:${port}/`,
    openBeside: async () => connect(port, '127.0.0.1'),
    probe: async () => 'alive' as const,
  }
}

const request: LookParts['request'] = async method =>
  method === 'node.list'
    ? { nodes: [{ nodeId: 'me', connected: true }, { odd: 1 }] }
    : [{ id: 'a' }, { id: 'b' }]

test('a process that lives, takes clients and misses a channel is told apart', async () => {
  const road = await openGateway({
    '/healthz': { status: 200, body: '{"ok":true}' },
    '/startupz': { status: 200, body: 'started' },
    '/readyz': { status: 503, body: '{"ready":false,"failing":["telegram"]}' },
  })
  expect(await lookAround({ request, road, nodeId: 'me', now: () => 7 })).toMatchObject({
    at: 7,
    road: 'alive',
    http: {
      healthz: { status: 200, failing: [] },
      startupz: { status: 200, failing: [] },
      readyz: { status: 503, failing: ['telegram'] },
    },
    approvals: 2,
    node: 'connected',
  })
})

test('what does not answer is part of what is seen', async () => {
  const refused: LookParts['request'] = async method => {
    if (method === 'exec.approval.list') throw appError('SCOPE_MISSING', { missing: 'operator.approvals' })
    throw appError('NOT_CONNECTED', {})
  }
  const road = {
    url: () => 'ws://127.0.0.1:1/',
    openBeside: () => Promise.reject(appError('NOT_CONNECTED', {})),
    probe: () => Promise.reject(appError('NOT_CONNECTED', {})),
  }
  const look = await lookAround({ request: refused, road, nodeId: 'me', now: () => 7 })
  expect(look).toMatchObject({ road: 'silent', approvals: 'not-allowed', node: undefined })
  expect(look.http?.healthz.status).toBeUndefined()
})

test('where only requests can be made, the addresses are not guessed', async () => {
  const look = await lookAround({ request, now: () => 7 })
  expect(look).toEqual({ at: 7, road: 'unknown', http: undefined, approvals: 2, node: undefined })
})
