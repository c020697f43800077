// What Settings say of a host, against a real sshd: it counts in place of what ssh_config says.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startSshd, type Sshd } from '../support/sshd.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { makeTestHome, neverAsked, type TestHome } from '../support/test-tunnel.ts'

let home: TestHome
let sshd: Sshd

beforeEach(async () => {
  home = await makeTestHome()
  sshd = await startSshd()
  await home.configure(sshd.configText('box'))
})
afterEach(async () => {
  await home.remove()
  await sshd.stop()
})

test.each(['ssh2', 'system'] as const)('an unknown key is refused without a question (%s)', async engine => {
  const own = { strictHostKeyChecking: 'yes' } as const
  await expect(home.open('box', { engine, own, person: neverAsked })).rejects.toMatchObject({
    code: 'HOST_KEY_UNKNOWN',
  })
})

test.each(['ssh2', 'system'] as const)('an unknown key is accepted and kept (%s)', async engine => {
  const own = { strictHostKeyChecking: 'accept-new' } as const
  await home.open('box', { engine, own, person: neverAsked })
  expect(await home.known()).toContain(sshd.hostKeyLine().split(' ').slice(1).join(' '))
})

test('"ask" in Settings asks, also where ssh_config accepts', async () => {
  await home.configure(sshd.configText('box', ['StrictHostKeyChecking accept-new']))
  await home.open('box', { own: { strictHostKeyChecking: 'ask' } })
  expect(home.questions).toHaveLength(1)
})

test('a link that has gone silent is noticed within what Settings promise', async () => {
  const proxy = await startFaultProxy({ host: '127.0.0.1', port: sshd.port })
  try {
    await home.configure(
      sshd.configText('box').replace(/Port \d+/, `Port ${proxy.port}`),
      'Host *\n  ServerAliveInterval 300\n',
    )
    const tunnel = await home.open('box', { own: { serverAliveInterval: 1, serverAliveCountMax: 0 } })
    proxy.blackHole()
    expect(await tunnel.closed).toMatchObject({ code: 'SERVER_SILENT' })
  } finally {
    await proxy.close()
  }
})
