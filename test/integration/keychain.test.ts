import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'

const run = promisify(execFile)
const steps = fileURLToPath(import.meta.resolve('../support/keychain-steps.ts'))

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gangway-keychain-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function missing(): string | undefined {
  if (process.platform !== 'linux') return 'this test drives a Secret Service, which only Linux has'
  for (const program of ['dbus-run-session', 'gnome-keyring-daemon']) {
    try {
      execFileSync('which', [program], { stdio: 'ignore' })
    } catch {
      return `${program} is not installed`
    }
  }
  return undefined
}

/** A session of its own: own bus, own home, own keyring, so that nobody's real secrets are near. */
async function inSession(commands: string): Promise<Record<string, unknown>> {
  const { stdout } = await run('dbus-run-session', ['--', 'sh', '-c', commands], {
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      NODE: process.execPath,
      STEPS: steps,
      STATE: path.join(folder, 's'),
    },
    timeout: 45_000,
  })
  return JSON.parse(stdout) as Record<string, unknown>
}

const startedLocked = 'gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1'
const unlocked = 'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1'

test('secrets are kept in the Secret Service over a restart of everything, and nowhere else', async ({
  skip,
}) => {
  const why = missing()
  if (why) skip(why)
  const first = await inSession(`${unlocked}; "$NODE" "$STEPS" "$STATE" write`)
  expect(first).toEqual({ status: { backend: 'keychain' }, read: 'hush hush' })

  const second = await inSession(`${unlocked}; "$NODE" "$STEPS" "$STATE" read`)
  expect(second).toEqual({
    status: { backend: 'keychain' },
    read: 'hush hush',
    list: [{ id: 'gateway-secret/local', label: 'Token of this computer' }],
    afterwards: null,
  })
  for (const name of await readdir(path.join(folder, 's'))) {
    expect(await readFile(path.join(folder, 's', name), 'utf8')).not.toContain('hush')
  }
})

test('with a bus but no Secret Service the vault is in memory and says why', async ({ skip }) => {
  const why = missing()
  if (why) skip(why)
  const result = await inSession(
    // No service files: the bus cannot start a keyring on demand.
    `printf '<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>' > "$HOME/bus.conf"; dbus-run-session --config-file="$HOME/bus.conf" -- "$NODE" "$STEPS" "$STATE" status`,
  )
  expect(result['status']).toMatchObject({ backend: 'memory', why: expect.any(String) as string })
})

test('a locked keyring is said to be locked, and what is in it is still there afterwards', async ({
  skip,
}) => {
  const why = missing()
  if (why) skip(why)
  await inSession(`${unlocked}; "$NODE" "$STEPS" "$STATE" write`)
  const locked = await inSession(`${startedLocked}; "$NODE" "$STEPS" "$STATE" look`)
  expect(locked).toEqual({ status: { backend: 'keychain' }, error: 'VAULT_UNAVAILABLE' })
  const later = await inSession(`${unlocked}; "$NODE" "$STEPS" "$STATE" look`)
  expect(later).toEqual({ status: { backend: 'keychain' }, read: 'hush hush' })
})
