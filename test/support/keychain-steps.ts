// Run inside a session bus with its own Secret Service: uses the vault as the app does and prints what came of it.
import { isAppError } from '../../src-shared/errors.ts'
import { openVault } from '../../src-main/settings/secret-vault.ts'
import { openSettings } from '../../src-main/settings/settings-store.ts'

const [stateDir = '', step = ''] = process.argv.slice(2)

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
process.stdout.write(JSON.stringify(result))
