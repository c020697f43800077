// Run inside a session bus with its own Secret Service: uses the vault as the app does and prints what came of it.
import { execFileSync } from 'node:child_process'
import { isAppError } from '../../src-shared/errors.ts'
import { loadDeviceIdentity } from '../../src-main/gateway-client/device-identity.ts'
import { openVault } from '../../src-main/settings/secret-vault.ts'
import { openSettings } from '../../src-main/settings/settings-store.ts'

const [stateDir = '', step = ''] = process.argv.slice(2)

const busName = 'org.freedesktop.secrets'

/** As a login does it. It answers once its name is on the bus. */
function unlockKeyring(): void {
  execFileSync('gnome-keyring-daemon', ['--unlock', '--components=secrets'], { input: 'pw' })
  execFileSync('gdbus', ['wait', '--session', '--timeout', '50', busName])
}

/** The keyring of this very bus, which is the test's own. */
function endKeyring(): void {
  const owner = [
    'call',
    '--session',
    '--dest',
    'org.freedesktop.DBus',
    '--object-path',
    '/org/freedesktop/DBus',
  ]
  const method = ['--method', 'org.freedesktop.DBus.GetConnectionUnixProcessID', busName]
  const answer = execFileSync('gdbus', [...owner, ...method]).toString()
  const pid = Number(/uint32 (\d+)/.exec(answer)?.[1])
  process.kill(pid, 'SIGKILL')
  execFileSync('tail', ['--pid', String(pid), '-f', '/dev/null'])
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'none',
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  )
}

async function openHere() {
  return openVault({ stateDir, settings: await openSettings(stateDir), env: {} })
}

const vault = await openHere()
const result: Record<string, unknown> = { status: vault.status() }
if (step === 'write') {
  await vault.write('gateway-secret/local', 'hush hush', 'Token of this computer')
  result['read'] = await vault.read('gateway-secret/local')
}
if (step === 'look') {
  try {
    result['read'] = await vault.read('gateway-secret/local')
  } catch (error) {
    result['error'] = isAppError(error) ? error.code : String(error)
  }
}
if (step === 'read') {
  result['read'] = (await vault.read('gateway-secret/local')) ?? null
  result['list'] = await vault.list()
  await vault.forget('gateway-secret/local')
  result['afterwards'] = (await vault.read('gateway-secret/local')) ?? null
}
if (step === 'lock-and-retry') {
  // Somebody, or the system going to sleep, locks it while the app runs.
  const path = '/org/freedesktop/secrets'
  const service = ['call', '--session', '--dest', busName, '--object-path', path]
  const lock = ['--method', 'org.freedesktop.Secret.Service.Lock', `['${path}/collection/login']`]
  execFileSync('gdbus', [...service, ...lock])
  const heard: unknown[] = []
  vault.onLocked(() => heard.push(vault.status().locked?.lies ?? null))
  result['locked'] = await codeOf(vault.read('gateway-secret/local'))
  result['retriedTooEarly'] = (await vault.retry()).locked?.lies
  endKeyring()
  unlockKeyring()
  result['retried'] = await vault.retry()
  result['readAgain'] = await vault.read('gateway-secret/local')
  result['heard'] = heard
}
if (step === 'another') {
  // An entry of our name that somebody else wrote, or that is another profile's.
  const { AsyncEntry } = await import('@napi-rs/keyring')
  const [name = ''] = process.argv.slice(4)
  const entry = new AsyncEntry('gangway', name, { linux: { store: 'secret-service' } })
  const header = { kind: 'device-key', scope: 'default', label: 'x', secret: 'of another kind' }
  await entry.setPassword(JSON.stringify(header))
  result['read'] = await codeOf(vault.read('gateway-secret/local'))
  result['locked'] = vault.status().locked
  result['kept'] = JSON.parse((await entry.getPassword()) ?? 'null') as unknown
  await vault.write('gateway-secret/local', 'entered anew', 'Token of this computer')
  result['entered'] = await vault.read('gateway-secret/local')
  result['status'] = vault.status()
}
if (step === 'identity') result['identity'] = await codeOf(loadDeviceIdentity(vault))
if (step === 'keychain-comes') {
  await vault.write('gateway-secret/local', 'typed meanwhile', 'Token of this computer')
  unlockKeyring()
  result['retried'] = await vault.retry()
  result['read'] = await vault.read('gateway-secret/local')
}
process.stdout.write(JSON.stringify(result))
