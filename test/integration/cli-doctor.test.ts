// The doctor, over a real sshd to a gateway of ours: what it finds, in which order, and what it keeps to itself.
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCli } from '../support/built-program.ts'
import { startSshAgent } from '../support/ssh-agent.ts'
import { makeSshKey } from '../support/ssh-keys.ts'
import { haveSshd, startSshd } from '../support/sshd.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import { closeTestGateways, startTestGateway, testToken } from '../support/test-gateway.ts'

let dir: TempDir
let stateDir: string
beforeEach(async () => {
  dir = await makeTempDir('cli-doctor')
  stateDir = path.join(dir.path, 'state')
  await mkdir(stateDir, { mode: 0o700 })
})
afterEach(async () => {
  await closeTestGateways()
  await dir.remove()
})

type Printed = {
  ok: boolean
  checks: { id: string; verdict: string; notes: string[]; remedy?: string }[]
  error?: { message: string; remedy: string }
  ladder?: {
    id: string
    verdict: string
    error?: { code: string; message: string }
    ssh?: { software?: string; offered?: string[] }
  }[]
}

async function doctor(...args: string[]) {
  const ended = await runCli(['doctor', '--json', '--state-dir', stateDir, ...args])
  const printed = JSON.parse(ended.stdout) as Printed
  const check = (id: string) => printed.checks.find(one => one.id === id)
  return { ...ended, printed, check }
}

test.runIf(haveSshd)('of a host it says what SSH will do, then climbs to the gateway', async () => {
  const [sshd, gateway] = await Promise.all([startSshd(), startTestGateway()])
  const agent = await startSshAgent()
  try {
    await agent.add(sshd.userKey.path)
    const knownHosts = path.join(dir.path, 'known')
    await writeFile(knownHosts, `# mine\n${sshd.hostKeyLine()}\n`)
    const config = path.join(dir.path, 'ssh_config')
    const lines = [`UserKnownHostsFile ${knownHosts}`, `IdentityAgent ${agent.socket}`]
    await writeFile(config, sshd.configText('box', lines))
    const remote = { sshTarget: 'box', remotePort: gateway.port, token: testToken }
    await writeFile(
      path.join(stateDir, 'gangway.json5'),
      JSON.stringify({ gateway: { mode: 'remote', remote } }),
    )

    const { code, stdout, printed, check } = await doctor('--ssh-config', config)
    expect(printed.checks.map(one => one.id)).toEqual(
      'versions config state-dir damaged-files lock keychain target ssh-config ssh-keys ssh-agent known-hosts signs tick clock ssh-server post-quantum'.split(
        ' ',
      ),
    )
    expect(check('target')?.notes).toEqual(['box', 'credential: gateway.remote.token'])
    expect(check('known-hosts')?.notes).toEqual([`ssh-ed25519 ${sshd.hostKey.fingerprint}, ${knownHosts}:2`])
    expect(check('ssh-agent')?.notes.join()).toContain(sshd.userKey.fingerprint)
    expect(check('tick')).toMatchObject({
      verdict: 'passed',
      notes: [expect.stringContaining('sign of life')],
    })
    expect(check('ssh-server')?.notes.join()).toMatch(/^OpenSSH_\d+\.\d+.*, a version of 20\d\d$/)
    // What the built-in engine can do.
    expect(check('post-quantum')?.notes[0]).toMatch(/^curve25519-sha256.*: whoever records it today/)
    const facts = (id: string) => printed.ladder?.find(step => step.id === id)?.ssh
    expect(facts('host-key')?.software).toMatch(/^OpenSSH_/)
    expect(facts('ssh-login')?.offered).toContain('publickey')
    expect(printed.ladder?.filter(step => step.verdict !== 'passed')).toEqual([])
    expect([code, printed.ok]).toEqual([0, true])
    expect(stdout).not.toContain(testToken)
  } finally {
    await agent.stop()
    await sshd.stop()
  }
})

test.runIf(haveSshd)(
  'of what is wrong with a host it says the names, keys and ports to compare',
  async () => {
    const [sshd, gateway] = await Promise.all([startSshd(), startTestGateway()])
    try {
      const other = await makeSshKey(dir.path, 'other')
      const [known, changed] = [path.join(dir.path, 'known'), path.join(dir.path, 'changed')]
      await writeFile(known, `${sshd.hostKeyLine()}\n`)
      await writeFile(changed, `${sshd.hostKeyLine(other)}\n`)
      const config = path.join(dir.path, 'ssh_config')
      const alone = 'IdentitiesOnly yes'
      const hosts = [
        sshd.configText('right', [`UserKnownHostsFile ${known}`]),
        sshd.configText('changed', [`UserKnownHostsFile ${changed}`]),
        sshd.configText('new', [`UserKnownHostsFile ${path.join(dir.path, 'nothing')}`]),
        `Host keyless\n  HostName 127.0.0.1\n  IdentityFile ${dir.path}/gone\n  ${alone}\n`,
        `Host unkeyed\n  HostName 127.0.0.1\n  IdentityFile none\n`,
        `Host misspelt\n  HostName quay.invalid\n`,
      ]
      await writeFile(config, hosts.join('\n'))
      const of = (host: string, ...more: string[]) =>
        doctor('--ssh-config', config, '--target', host, '--token', testToken, ...more)

      expect((await of('right', '--gateway-port', String(gateway.port))).code).toBe(0)
      const elsewhere = await of('right', '--gateway-port', '1')
      expect(elsewhere.printed.error?.remedy).toContain('change the gateway port')

      const place = ['--state-dir', stateDir, '--ssh-config', config, '--token', testToken]
      const keys = await runCli(['doctor', '--target', 'changed', ...place])
      expect(keys.stdout).toContain(
        `it presented ${sshd.hostKey.fingerprint}, and ${other.fingerprint} is known`,
      )
      expect(keys.stdout).toContain('1 to mend; the cause: Check the host key.')
      const unknown = await of('new')
      expect(unknown.printed.error?.message).toContain(sshd.hostKey.fingerprint)

      const keyless = await of('keyless')
      expect(keyless.check('ssh-keys')).toMatchObject({
        verdict: 'careful',
        notes: [`${dir.path}/gone is not there`, expect.any(String)],
      })
      const unkeyed = await of('unkeyed')
      expect(unkeyed.check('ssh-keys')?.notes[0]).toContain('IdentityFile none')
      const misspelt = await of('misspelt')
      expect(misspelt.printed.error?.message).toContain('quay.invalid, the name that misspelt stands for')
    } finally {
      await sshd.stop()
    }
  },
)

test.runIf(haveSshd)(
  'with a time limit it ends in time, and each check that was not finished says so',
  async () => {
    const sshd = await startSshd()
    try {
      const config = path.join(dir.path, 'ssh_config')
      await writeFile(config, sshd.configText('box'))
      await sshd.freeze()
      const place = ['--ssh-config', config, '--target', 'box', '--token', testToken, '--timeout', '1500']
      const { code, printed, check } = await doctor(...place)
      expect([code, printed.ok]).toEqual([2, false])
      expect(check('ssh-config')?.verdict).toBe('passed')
      expect(printed.ladder?.find(step => step.verdict === 'failed')).toMatchObject({
        id: 'host-key',
        error: { code: 'EXAMINATION_TIMEOUT', message: 'This was not finished within 1,500 ms.' },
      })
      for (const id of ['signs', 'tick', 'clock', 'ssh-server', 'post-quantum']) {
        expect(check(id)).toMatchObject({ verdict: 'not-reached', notes: ['not reached within 1,500 ms'] })
      }

      const { stdout } = await runCli(['doctor', '--state-dir', stateDir, ...place])
      expect(stdout).toMatch(/✗ Check the host key .* This was not finished within 1,500 ms\./)
      expect(stdout).toMatch(/· Log in .* not reached within 1,500 ms/)
    } finally {
      await sshd.thaw()
      await sshd.stop()
    }
  },
)

test('a gateway that is well so far is not called well when the time is over', async () => {
  const gateway = await startTestGateway()
  // The gateway answers on the connection itself; whoever looks at it from beside hears nothing.
  const taken: Socket[] = []
  const relay = createServer(socket => {
    if (taken.push(socket) > 1) return
    const far = connect(gateway.port, '127.0.0.1')
    taken.push(far)
    void pipeline(socket, far, socket).catch(() => undefined)
  }).listen(0, '127.0.0.1')
  await once(relay, 'listening')
  try {
    const { port } = relay.address() as AddressInfo
    const place = ['--url', `ws://127.0.0.1:${port}`, '--token', testToken]
    const { code, printed, check } = await doctor(...place, '--timeout', '4000')
    expect(printed.ladder?.filter(step => step.verdict !== 'passed')).toEqual([])
    expect(check('signs')).toMatchObject({ verdict: 'failed', notes: ['not reached within 4,000 ms'] })
    expect(check('clock')).toMatchObject({ verdict: 'not-reached', notes: ['not reached within 4,000 ms'] })
    expect([code, printed.ok]).toEqual([1, false])
  } finally {
    for (const socket of taken) socket.destroy()
    relay.close()
  }
})

test('a configuration that is broken, and a gateway that is nowhere, each have a way out', async () => {
  await writeFile(path.join(stateDir, 'gangway.json5'), '{ gateway: ')
  const broken = await doctor('--url', 'ws://127.0.0.1:1', '--token', 'x')
  expect(broken.check('config')).toMatchObject({ verdict: 'failed', remedy: expect.any(String) })
  expect(broken.printed.ladder?.find(step => step.verdict === 'failed')?.id).toBe('tcp')
  expect(broken.code).toBe(2)

  await writeFile(path.join(stateDir, 'gangway.json5'), "{ gateway: { mode: 'remote', remote: {} } }")
  const nowhere = await doctor()
  expect(nowhere.check('target')).toMatchObject({ verdict: 'failed' })
  expect([nowhere.code, nowhere.printed.ladder]).toEqual([1, undefined])
})
