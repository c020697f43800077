// F19: the key or the certificate that let us in is worth nothing any more. The live session stays; the next login says
// what is wrong, and a person is needed.
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ErrorCode } from '../../../src-shared/errors.ts'
import { passphraseId } from '../../../src-main/tunnel/login/saved-secrets.ts'
import { runProgram } from '../../support/run-program.ts'
import { startSshAgent } from '../../support/ssh-agent.ts'
import { makeSshKey, type SshKey } from '../../support/ssh-keys.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Variant } from './play-variants.ts'
import { need, openOnlineSite, openSshSite, type SshSite } from './ssh-site.ts'

/** Opens its own sites, for each needs another key. */
type Bench = { readonly dir: string; readonly close: () => Promise<void> }

async function openBench(): Promise<Bench> {
  const temp = await makeTempDir('keys')
  return { dir: temp.path, close: temp.remove }
}

/** What is done while it is up must not disturb it. */
async function staysUp(site: SshSite, change: () => Promise<unknown>): Promise<void> {
  const dialled = site.proxy.accepted()
  await change()
  await site.answered()
  await site.controller.checkHealth()
  need(site.controller.state.phase === 'online', 'the light left green')
  need(site.proxy.accepted() === dialled, 'a living session was dialled anew')
}

async function needsYou(site: SshSite, code: ErrorCode): Promise<void> {
  const state = await site.until('a person', ({ phase }) => phase === 'needs-you')
  const found = 'error' in state ? state.error.code : undefined
  need(found === code, `it says ${found}, not ${code}`)
  need(site.asked.length === 0, 'somebody was asked')
}

async function endAndRefuse(site: SshSite, code: ErrorCode): Promise<void> {
  site.proxy.reset()
  await needsYou(site, code)
}

/** Signs the key for whoever logs in here; `validity` as ssh-keygen's -V takes it. */
async function certify(authority: SshKey, key: SshKey, user: string, validity: string): Promise<void> {
  const names = ['-I', 'proof', '-n', user, '-V', validity]
  await runProgram('ssh-keygen', ['-q', '-s', authority.path, ...names, `${key.path}.pub`])
}

const ends: readonly Variant<Bench>[] = [
  {
    name: 'the certificate runs out',
    play: async ({ dir }) => {
      const [authority, key] = [await makeSshKey(dir, 'authority'), await makeSshKey(dir, 'key')]
      const site = await openSshSite({
        sshd: { config: [`TrustedUserCAKeys ${authority.path}.pub`] },
        identityFile: key.path,
        engine: 'system',
      })
      try {
        await certify(authority, key, site.sshd.user, '-1d:+1d')
        site.connect()
        await site.answered()
        // Whoever signs anew with a time that has passed does what a day of waiting does.
        await staysUp(site, () => certify(authority, key, site.sshd.user, '-2d:-1d'))
        await endAndRefuse(site, 'SSH_CERTIFICATE_EXPIRED')
      } finally {
        await site.close()
      }
    },
  },
  {
    name: 'the server’s leave for the key runs out',
    play: async () => {
      const site = await openOnlineSite()
      try {
        const line = `expiry-time="20200101" ${site.sshd.userKey.publicLine}\n`
        await staysUp(site, () => writeFile(path.join(site.sshd.dir, 'authorized_keys'), line))
        await endAndRefuse(site, 'SSH_LOGIN_REFUSED')
      } finally {
        await site.close()
      }
    },
  },
  {
    name: 'the agent’s key runs out',
    play: async ({ dir }) => {
      const key = await makeSshKey(dir, 'key')
      const agent = await startSshAgent()
      const site = await openSshSite({
        sshd: { authorizedKeys: [key.publicLine] },
        identityFile: `${key.path}.pub`,
        agent: agent.socket,
      })
      try {
        await agent.add(key.path)
        site.connect()
        await site.answered()
        await staysUp(site, () => agent.empty())
        await endAndRefuse(site, 'SSH_LOGIN_REFUSED')
      } finally {
        await site.close()
        await agent.stop()
      }
    },
  },
  {
    name: 'the key’s passphrase is changed, and the saved one opens it no more',
    play: async ({ dir }) => {
      const key = await makeSshKey(dir, 'key', { passphrase: 'old' })
      const site = await openSshSite({
        sshd: { authorizedKeys: [key.publicLine] },
        identityFile: key.path,
      })
      try {
        await site.vault.write(passphraseId(key.path), 'old', 'SSH key')
        site.connect()
        await site.answered()
        const change = ['-q', '-p', '-P', 'old', '-N', 'new', '-f', key.path]
        await staysUp(site, () => runProgram('ssh-keygen', change))
        // The key itself is the same, and open: as long as the connection is wanted nobody is bothered.
        site.proxy.reset()
        await site.answered()
        await site.controller.disconnect()
        site.connect()
        await needsYou(site, 'SSH_LOGIN_NEEDS_YOU')
      } finally {
        await site.close()
      }
    },
  },
  {
    name: 'the key’s file is removed',
    play: async () => {
      const site = await openOnlineSite()
      try {
        const { path: file } = site.sshd.userKey
        await staysUp(site, () => Promise.all([rm(file), rm(`${file}.pub`)]))
        await endAndRefuse(site, 'SSH_KEY_MISSING')
      } finally {
        await site.close()
      }
    },
  },
]

export const keysEnd: FaultCase = options => playVariants('F19', options, ends, openBench, 3)
