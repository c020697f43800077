// Two real roads to one gateway: which one carries while a line is bad, and that one which is not what it was never does.
import { afterEach, expect, test } from 'vitest'
import { firstRoadAgainMs } from '../../src-shared/retry-policy.ts'
import { makeCertificate } from '../support/certificates.ts'
import { eventually } from '../support/eventually.ts'
import { startScriptedGateway, type ScriptedGateway } from '../support/scripted-gateway.ts'
import { startSshd, type Sshd } from '../support/sshd.ts'
import { openTwoRoads, type TwoRoads, type TwoRoadsOptions } from '../support/two-roads.ts'

const token = 'shared-secret'
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function open(
  options: Partial<TwoRoadsOptions> = {},
): Promise<TwoRoads & { readonly gateway: ScriptedGateway }> {
  const gateway = await startScriptedGateway({ token })
  closers.push(gateway.close)
  const site = await openTwoRoads({ port: gateway.port, token, ...options })
  closers.push(site.close)
  return { ...site, gateway }
}

const online = (via: 'ssh' | 'direct') => (state: { phase: string; via?: unknown }) =>
  state.phase === 'online' && state.via === via

/** A server that looks like the host of the first road, with a key of its own. */
async function startImpostor() {
  const impostor = await startSshd({ logLevel: 'DEBUG2' })
  closers.push(impostor.stop)
  return { ...impostor, credentials: () => loginsAt(impostor) }
}

const loginsAt = ({ log }: Pick<Sshd, 'log'>) => log().filter(line => /userauth|publickey/i.test(line))

test('the first road breaks, the other carries, and the first is gone back to once it leads to the gateway again', async () => {
  const { controller, target, ssh, cut, mend, until, quiet, gateway, states } = await open()
  controller.connect(target, { attended: false })
  await until(online('ssh'))
  cut(ssh)
  await until(online('direct'))
  await quiet(firstRoadAgainMs)
  await eventually(() => ssh.accepted()).toBeGreaterThan(1)
  expect(controller.state).toMatchObject({ phase: 'online', via: 'direct' })

  mend(ssh)
  const before = states.length
  await quiet(firstRoadAgainMs)
  await until(online('ssh'))
  expect(states.slice(before).map(({ phase }) => phase)).not.toContain('waiting')
  expect(states.slice(before).map(({ phase }) => phase)).not.toContain('opening')
  expect('ladder' in controller.state && controller.state.ladder.map(({ id }) => id)).toContain('ssh-login')
  expect(await controller.request('echo', 'over SSH again')).toBe('over SSH again')
  const devices = gateway.seen.map(({ connect }) => (connect['device'] as { id: string }).id)
  expect(new Set(devices).size).toBe(1)
})

test('the address breaks where it is the first road, SSH carries, and the address is gone back to', async () => {
  const { controller, target, address, cut, mend, until, quiet } = await open({ addressFirst: true })
  controller.connect(target, { attended: false })
  await until(online('direct'))
  cut(address)
  await until(online('ssh'))
  mend(address)
  await quiet(firstRoadAgainMs)
  await until(online('direct'))
  expect(await controller.request('echo', 'at its address again')).toBe('at its address again')
})

test('a request that is made while the first road is gone back to waits for it', async () => {
  const { controller, target, ssh, address, cut, mend, until, quiet } = await open()
  controller.connect(target, { attended: false })
  await until(online('ssh'))
  cut(ssh)
  await until(online('direct'))
  mend(ssh)
  ssh.weather({ latencyMs: 40 })
  const begun = quiet(firstRoadAgainMs)
  await eventually(() => address.connections()).toBe(0)
  expect(controller.state).toMatchObject({ phase: 'online', via: 'direct' })
  expect(await controller.request('echo', 'meanwhile')).toBe('meanwhile')
  expect(controller.state).toMatchObject({ phase: 'online', via: 'ssh' })
  await begun
})

test('a first road that comes back with another host key is not taken, gets no credential, and is told of while the other carries', async () => {
  const { controller, target, ssh, cut, mend, until, quiet, gateway, sshd } = await open()
  controller.connect(target, { attended: false })
  await until(online('ssh'))
  cut(ssh)
  await until(online('direct'))
  const impostor = await startImpostor()
  ssh.leadTo(impostor)
  mend(ssh)
  await quiet(firstRoadAgainMs)
  const state = await until(one => 'stopped' in one && one.stopped !== undefined)
  expect(state).toMatchObject({
    phase: 'online',
    via: 'direct',
    stopped: { via: 'ssh', error: { code: 'HOST_KEY_CHANGED' } },
  })
  expect(await controller.request('echo', 'still here')).toBe('still here')
  expect(impostor.credentials()).toEqual([])
  expect(loginsAt(sshd)).not.toEqual([])

  const seen = ssh.accepted()
  await quiet(2 * firstRoadAgainMs)
  expect(ssh.accepted()).toBe(seen)

  // The line that carries is cut as well: the host with the other key is not asked for help.
  gateway.cut()
  await until(one => one.phase === 'needs-you')
  expect(controller.state).toMatchObject({ error: { code: 'HOST_KEY_CHANGED' } })
  await until(online('direct'))
  expect(impostor.credentials()).toEqual([])

  ssh.leadTo(sshd)
  controller.connect(target, { attended: false })
  expect(await until(online('ssh'))).not.toHaveProperty('stopped')
})

test('a host key that has changed at the start stops SSH, and the address carries with its own certificate', async () => {
  const { controller, target, ssh, until, states, asked } = await open()
  const impostor = await startImpostor()
  ssh.leadTo(impostor)
  controller.connect(target)
  expect(await until(online('direct'))).toMatchObject({
    stopped: { via: 'ssh', error: { code: 'HOST_KEY_CHANGED' } },
  })
  expect(states.map(({ phase }) => phase)).toContain('needs-you')
  expect(asked).toEqual([])
  expect(impostor.credentials()).toEqual([])
})

test('an address that comes with another certificate gets no byte of ours, and SSH is gone back to as soon as it is there', async () => {
  const { controller, target, ssh, front, cut, mend, until, states } = await open()
  front.present(await makeCertificate())
  controller.connect(target, { attended: false })
  await until(online('ssh'))
  expect(front.dials()).toBe(0)
  cut(ssh)
  await until(one => one.phase === 'needs-you')
  expect(controller.state).toMatchObject({ via: 'direct', error: { code: 'TLS_FINGERPRINT_MISMATCH' } })
  expect(front.dials()).toBeGreaterThan(0)

  mend(ssh)
  expect(await until(online('ssh'))).toMatchObject({
    stopped: { via: 'direct', error: { code: 'TLS_FINGERPRINT_MISMATCH' } },
  })
  expect(front.heard()).toBe(0)
  const dials = front.dials()
  cut(ssh)
  await until(one => one.phase === 'needs-you')
  mend(ssh)
  await until(online('ssh'))
  expect(front.dials()).toBe(dials)
  expect(states.filter(({ phase }) => phase === 'failed')).toEqual([])
})

test('where both roads are others than before neither is given anything, and nothing is tried until a person says so', async () => {
  const { controller, target, ssh, front, until, quiet } = await open()
  const impostor = await startImpostor()
  ssh.leadTo(impostor)
  front.present(await makeCertificate())
  controller.connect(target, { attended: false })
  await until(one => one.phase === 'needs-you' && one.error.code === 'TLS_FINGERPRINT_MISMATCH')
  const [dials, logins] = [front.dials(), ssh.accepted()]
  await quiet(2 * firstRoadAgainMs)
  expect([front.dials(), ssh.accepted()]).toEqual([dials, logins])
  expect(front.heard()).toBe(0)
  expect(impostor.credentials()).toEqual([])
})
