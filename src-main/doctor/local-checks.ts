// What can be said of this computer without asking anybody else: files, the keychain, who has what.
import { access, constants, stat, statfs } from 'node:fs/promises'
import { loadDeviceIdentity } from '../gateway-client/device-identity.ts'
import { readGatewayConfig } from '../gateway/gateway-config.ts'
import { describeGatewayOwner, readGatewayOwner } from '../settings/gateway-owner.ts'
import { readStateLockOwner } from '../settings/state-lock.ts'
import type { SecretVault } from '../settings/secret-vault.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import { findPortOwner } from '../tunnel/port-owner.ts'
import type { Check, Found } from './finding.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { say } from '../../src-shared/said.ts'

const leastFreeBytes = 100 * 1024 * 1024
const manyUnread = 8

export function configCheck(settings: SettingsStore): Check {
  return {
    id: 'config',
    run: async () => {
      const { problem, document, documentPath } = settings
      if (problem) return { verdict: 'failed', notes: [problem.message], remedy: problem.remedy }
      const { problems, unknownKeys } = readGatewayConfig(document)
      const isThere = Object.keys(document).length > 0
      return {
        verdict: problems.length > 0 ? 'careful' : 'passed',
        notes: [
          isThere ? documentPath : `${documentPath} is empty or not there: everything is as usual`,
          ...problems.map(({ path: key, why }) => `${key} cannot be used: ${why}`),
          unknownKeys.length > 0 ? `kept unread: ${shortList(unknownKeys)}` : undefined,
        ],
        remedy: problems.length > 0 ? 'Correct these keys: gangway config set KEY VALUE' : undefined,
      }
    },
  }
}

function shortList(keys: readonly string[]): string {
  const more = keys.length - manyUnread
  return more > 0 ? `${keys.slice(0, manyUnread).join(', ')} and ${more} more` : keys.join(', ')
}

export function stateDirCheck(stateDir: string): Check {
  return {
    id: 'state-dir',
    run: async (): Promise<Found> => {
      const found = await stat(stateDir).catch(() => undefined)
      if (!found) return { notes: [`${stateDir} is not there yet: it is made when it is needed`] }
      await access(stateDir, constants.R_OK | constants.W_OK)
      const disk = await statfs(stateDir)
      const freeBytes = disk.bavail * disk.bsize
      const isOpen = process.platform !== 'win32' && (found.mode & 0o077) !== 0
      const notes = [stateDir, `${Math.round(freeBytes / 1024 / 1024)} MiB free`]
      if (freeBytes < leastFreeBytes)
        return { verdict: 'careful', notes, remedy: 'Free some disk space: conversations are kept there.' }
      if (!isOpen) return { notes }
      return {
        verdict: 'careful',
        notes: [...notes, 'others on this computer may look into it'],
        remedy: `chmod 700 '${stateDir}'`,
      }
    },
  }
}

export function lockCheck(stateDir: string): Check {
  return {
    id: 'lock',
    run: async () => {
      const app = await readStateLockOwner(stateDir)
      const gateway = readGatewayOwner(stateDir)
      return {
        notes: [
          app ? `the app: ${app}` : 'the app is not running here',
          gateway ? `a gateway: ${describeGatewayOwner(stateDir)}` : 'no gateway runs here',
        ],
      }
    },
  }
}

export function keychainCheck(vault: SecretVault): Check {
  return {
    id: 'keychain',
    run: async (): Promise<Found> => {
      const { backend, why } = vault.status()
      const device = await loadDeviceIdentity(vault)
      const kept = (await vault.list()).length
      const notes = [`${backend}, ${kept} entries`, `this device is ${device.id.slice(0, 12)}`]
      if (backend === 'keychain') return { notes }
      const reason = why === undefined ? [] : [`the keychain is not used: ${say(why, inEnglish)}`]
      return backend === 'file'
        ? { notes: [...notes, ...reason] }
        : {
            verdict: 'careful',
            notes: [...notes, ...reason, 'this device is a new one each time, and has to be paired again'],
            remedy: 'Unlock or install a keychain, or allow a private file in Settings › Credentials.',
          }
    },
  }
}

export function portCheck(port: number, whose: string): Check {
  return {
    id: 'port',
    run: async () => {
      const owner = await findPortOwner(port)
      return {
        notes: [
          owner
            ? `port ${port} (${whose}) is held by ${owner}`
            : `nobody of yours listens on port ${port} (${whose})`,
        ],
      }
    },
  }
}
