import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
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
  await mkdir(path.join(folder, 'run'), { mode: 0o700 })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function missing(): string | undefined {
  if (process.platform !== 'linux') return 'this test drives a Secret Service, which only Linux has'
  for (const program of ['dbus-run-session', 'gnome-keyring-daemon', 'gdbus']) {
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
      // Where a running keyring is found, to be unlocked once more.
      XDG_RUNTIME_DIR: path.join(folder, 'run'),
      NODE: process.execPath,
      STEPS: steps,
      STATE: path.join(folder, 's'),
    },
    timeout: 110_000,
  })
  return JSON.parse(stdout) as Record<string, unknown>
}

const startedLocked = 'gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1'
const unlocked =
  'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; gdbus wait --session --timeout 50 org.freedesktop.secrets'

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

test('a keyring that is locked while the app runs is said to be, and opens again with another try', async ({
  skip,
}) => {
  const why = missing()
  if (why) skip(why)
  await inSession(`${unlocked}; "$NODE" "$STEPS" "$STATE" write`)
  const result = await inSession(`${unlocked}; "$NODE" "$STEPS" "$STATE" lock-and-retry`)
  // Its dialog has nobody to answer it here, which is as if it had been dismissed.
  expect(result).toMatchObject({
    locked: 'VAULT_UNAVAILABLE',
    retriedTooEarly: 'place',
    retried: { backend: 'keychain' },
    readAgain: 'hush hush',
    heard: ['place', null],
  })
  expect(result['retried']).not.toHaveProperty('locked')
})

test('a keychain that denies itself to the app is said to, and nothing in it is deleted', async ({
  skip,
}) => {
  const why = missing()
  if (why) skip(why)
  await inSession(`${unlocked}; "$NODE" "$STEPS" "$STATE" write`)
  const denied = await inSession(
    `printf '<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/><deny send_destination="org.freedesktop.secrets"/></policy></busconfig>' > "$HOME/bus.conf"; dbus-run-session --config-file="$HOME/bus.conf" -- sh -c '${unlocked}; "$NODE" "$STEPS" "$STATE" status'`,
  )
  expect(denied['status']).toMatchObject({ backend: 'memory', why: expect.any(String) as string })
  const later = await inSession(`${unlocked}; "$NODE" "$STEPS" "$STATE" look`)
  expect(later).toEqual({ status: { backend: 'keychain' }, read: 'hush hush' })
})

test('a keychain that was changed for another one is not taken for an empty one', async ({ skip }) => {
  const why = missing()
  if (why) skip(why)
  const identity = await inSession(`${unlocked}; "$NODE" "$STEPS" "$STATE" identity`)
  expect(identity['identity']).toBe('none')
  await inSession(`${unlocked}; "$NODE" "$STEPS" "$STATE" write`)
  await rename(path.join(folder, '.local'), path.join(folder, 'put-away'))

  const changed = await inSession(`${unlocked}; "$NODE" "$STEPS" "$STATE" look`)
  expect(changed).toEqual({ status: { backend: 'keychain' }, error: 'VAULT_UNAVAILABLE' })
  // No new identity takes the place of the one that every gateway knows.
  const again = await inSession(`${unlocked}; "$NODE" "$STEPS" "$STATE" identity`)
  expect(again['identity']).toBe('VAULT_UNAVAILABLE')

  await rm(path.join(folder, '.local'), { recursive: true, force: true })
  await rename(path.join(folder, 'put-away'), path.join(folder, '.local'))
  const back = await inSession(`${unlocked}; "$NODE" "$STEPS" "$STATE" look`)
  expect(back).toMatchObject({ read: 'hush hush' })
})

test('an entry with a header of another kind is kept until the secret is entered anew', async ({ skip }) => {
  const why = missing()
  if (why) skip(why)
  await inSession(`${unlocked}; "$NODE" "$STEPS" "$STATE" write`)
  const scope = `default@${createHash('sha256').update(path.join(folder, 's')).digest('hex').slice(0, 12)}`
  const result = await inSession(
    `${unlocked}; "$NODE" "$STEPS" "$STATE" another '${scope}/gateway-secret/local'`,
  )
  expect(result).toMatchObject({
    read: 'VAULT_UNAVAILABLE',
    locked: { id: 'gateway-secret/local', label: 'Token of this computer', lies: 'entry' },
    kept: { secret: 'of another kind' },
    entered: 'entered anew',
  })
  expect(result['status']).toEqual({ backend: 'keychain' })
})

test('a keychain that comes later takes what was kept in memory until then', async ({ skip }) => {
  const why = missing()
  if (why) skip(why)
  const bus = `printf '<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>' > "$HOME/bus.conf"`
  const result = await inSession(
    `${bus}; dbus-run-session --config-file="$HOME/bus.conf" -- "$NODE" "$STEPS" "$STATE" keychain-comes`,
  )
  expect(result).toMatchObject({
    status: { backend: 'memory' },
    retried: { backend: 'keychain' },
    read: 'typed meanwhile',
  })
  const later = await inSession(`${unlocked}; "$NODE" "$STEPS" "$STATE" look`)
  expect(later).toMatchObject({ read: 'typed meanwhile' })
})
