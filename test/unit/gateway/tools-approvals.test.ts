import { afterEach, expect, test } from 'vitest'
import { connectPeer, modelConfig, startTestGateway } from '../../support/test-gateway.ts'
import {
  admin,
  answers,
  asked,
  closeToolGateways,
  ended,
  say,
  startToolGateway,
} from '../../support/tool-gateway.ts'

afterEach(closeToolGateways)

test('a command waits for a person, who sees it whole, and runs after a yes', async () => {
  const { model, gateway, workspace } = await startToolGateway({ tools: { exec: { mode: 'ask' } } })
  const peer = await connectPeer(gateway, admin)
  const argv = [process.execPath, '-e', 'console.log(6 * 7)']
  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv } })
  await say(peer, 'count')
  const { id, request } = await asked(peer)
  expect(request).toMatchObject({ commandArgv: argv, cwd: workspace, sessionKey: 'agent:main:main' })

  await peer.request('exec.approval.resolve', { id, decision: 'allow-once' })
  await ended(peer, 'count')
  expect(await answers(peer)).toEqual([{ text: '42', isError: false }])
})

test('a command that a person refuses does not run; /approve answers as well as a button', async () => {
  const { model, gateway } = await startToolGateway({ tools: { exec: { mode: 'ask' } } })
  const peer = await connectPeer(gateway, admin)
  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv: ['ls'] } })
  await say(peer, 'list')
  const { id } = await asked(peer)
  await say(peer, '/approve')
  expect(JSON.stringify((await ended(peer, '/approve')).payload)).toContain(`${id}: ls`)
  await say(peer, `/approve ${id} deny`, 'decide')
  await ended(peer, 'list')
  expect(await answers(peer)).toMatchObject([{ isError: true, text: expect.stringContaining('said no') }])
})

test('/approve is not for whoever may only write', async () => {
  const { model, gateway } = await startToolGateway({ tools: { exec: { mode: 'ask' } } })
  const [operator, writer] = [await connectPeer(gateway, admin), await connectPeer(gateway)]
  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv: ['ls'] } })
  await say(writer, 'list')
  const { id } = await asked(operator)
  await say(writer, `/approve ${id} allow-once`, 'try')
  expect(JSON.stringify((await ended(writer, 'try')).payload)).toContain('operator.approvals')
  await operator.request('exec.approval.resolve', { id, decision: 'deny' })
  await ended(operator, 'list')
})

test('what was allowed for good is not asked again, after a restart neither; anything else is', async () => {
  const config = { tools: { exec: { mode: 'ask' } } }
  const { model, gateway } = await startToolGateway(config)
  const peer = await connectPeer(gateway, admin)
  const argv = [process.execPath, '-e', 'console.log("ok")']
  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv } })
  await say(peer, 'one')
  await peer.request('exec.approval.resolve', { id: (await asked(peer)).id, decision: 'allow-always' })
  await ended(peer, 'one')
  await peer.close()
  await gateway.close()

  const again = await startTestGateway({
    config: modelConfig(model.baseUrl, config),
    stateDir: gateway.stateDir,
  })
  const later = await connectPeer(again, admin)
  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv } })
  await say(later, 'two')
  await ended(later, 'two')
  expect((await answers(later)).at(-1)).toEqual({ text: 'ok', isError: false })

  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv: [...argv, 'more'] } })
  await say(later, 'three')
  await later.request('exec.approval.resolve', { id: (await asked(later)).id, decision: 'deny' })
  await ended(later, 'three')
})

test('a stop while a command waits for its yes takes the question back', async () => {
  const { model, gateway } = await startToolGateway({ tools: { exec: { mode: 'ask' } } })
  const peer = await connectPeer(gateway, admin)
  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv: ['ls'] } })
  await say(peer, 'list')
  await asked(peer)
  await peer.request('chat.abort', { sessionKey: 'main' })
  await peer.event(event => event.event === 'exec.approval.resolved')
  expect(await peer.request('exec.approval.list')).toEqual([])
})
