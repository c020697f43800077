// What can be said of this computer without asking anybody else: files, the keychain, who has what.
import { access, constants, stat, statfs } from 'node:fs/promises'
import { loadDeviceIdentity } from '../gateway-client/device-identity.ts'
import { readGatewayConfig } from '../gateway/gateway-config.ts'
import { listBadFiles } from '../settings/bad-files.ts'
import { describeGatewayOwner, readGatewayOwner } from '../settings/gateway-owner.ts'
import { readStateLockOwner } from '../settings/state-lock.ts'
import type { SecretVault } from '../settings/secret-vault.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import { findPortOwner } from '../tunnel/port-owner.ts'
import type { Check, Found } from './finding.ts'
import { phrase, type Said } from '../../src-shared/said.ts'
import type { Salvage } from '../../src-shared/troubles.ts'

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
          isThere ? documentPath : phrase('docConfigEmpty', { path: documentPath }),
          ...problems.map(({ path: key, why }) => phrase('docConfigKey', { key, why })),
          unknownKeys.length > 0 ? phrase('docConfigUnread', { keys: shortList(unknownKeys) }) : undefined,
        ],
        remedy: problems.length > 0 ? phrase('docConfigRemedy') : undefined,
      }
    },
  }
}

function shortList(keys: readonly string[]): string {
  const more = keys.length - manyUnread
  return more > 0 ? `${keys.slice(0, manyUnread).join(', ')} … (+${more})` : keys.join(', ')
}

export function stateDirCheck(stateDir: string): Check {
  return {
    id: 'state-dir',
    run: async (): Promise<Found> => {
      const found = await stat(stateDir).catch(() => undefined)
      if (!found) return { notes: [phrase('docStateNotThere', { path: stateDir })] }
      await access(stateDir, constants.R_OK | constants.W_OK)
      const disk = await statfs(stateDir)
      const freeBytes = disk.bavail * disk.bsize
      const isOpen = process.platform !== 'win32' && (found.mode & 0o077) !== 0
      const notes: Said[] = [stateDir, phrase('docFree', { mebibytes: Math.round(freeBytes / 1024 / 1024) })]
      if (freeBytes < leastFreeBytes) return { verdict: 'careful', notes, remedy: phrase('docFreeRemedy') }
      if (!isOpen) return { notes }
      return {
        verdict: 'careful',
        notes: [...notes, phrase('docStateOpen')],
        remedy: `chmod 700 '${stateDir}'`,
      }
    },
  }
}

/** What was damaged and put aside; what a person has seen is only named. */
export function damagedFilesCheck(stateDir: string): Check {
  return {
    id: 'damaged-files',
    run: async (): Promise<Found> => {
      const files = listBadFiles(stateDir)
      if (files.length === 0) return { notes: [phrase('docNoBadFiles')] }
      const isNews = files.some(({ salvage }) => salvage !== undefined)
      return {
        verdict: isNews ? 'careful' : 'passed',
        notes: files.map(({ path, salvage }) => noteOf(path, salvage)),
        remedy: isNews ? phrase('docBadFileRemedy') : undefined,
      }
    },
  }
}

function noteOf(path: string, salvage: Salvage | undefined): Said {
  switch (salvage?.kind) {
    case undefined:
      return phrase('docBadFileSeen', { path })
    case 'settings':
      return phrase('docBadSettings', { path, from: salvage.from })
    case 'outbox': {
      const { kept, lost } = salvage
      return lost === undefined
        ? phrase('docBadOutboxUncounted', { path, kept })
        : phrase('docBadOutbox', { path, kept, lost })
    }
    case 'gateway': {
      const { conversations, messages, devices, lost } = salvage
      const kept = { path, conversations, messages, devices }
      return lost === undefined
        ? phrase('docBadGatewayUncounted', kept)
        : phrase('docBadGateway', { ...kept, lost })
    }
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
          app ? phrase('docApp', { who: app }) : phrase('docNoApp'),
          gateway ? phrase('docGateway', { who: describeGatewayOwner(stateDir) }) : phrase('docNoGateway'),
        ],
      }
    },
  }
}

export function keychainCheck(vault: SecretVault): Check {
  return {
    id: 'keychain',
    run: async (): Promise<Found> => {
      const { backend, why, locked } = vault.status()
      if (locked)
        return {
          verdict: 'failed',
          notes: [phrase('docLocked', { id: locked.id, why: locked.why })],
          remedy: phrase(locked.lies === 'entry' ? 'docEntryRemedy' : 'docLockedRemedy'),
        }
      const device = await loadDeviceIdentity(vault)
      const kept = (await vault.list()).length
      const notes: Said[] = [
        phrase('docVault', { backend, count: kept }),
        phrase('docDevice', { id: device.id.slice(0, 12) }),
      ]
      if (backend === 'keychain') return { notes }
      const reason = why === undefined ? [] : [phrase('docNoKeychain', { why })]
      return backend === 'file'
        ? {
            verdict: 'careful',
            notes: [...notes, ...reason, phrase('docVaultFile')],
            remedy: phrase('docVaultFileRemedy'),
          }
        : {
            verdict: 'careful',
            notes: [...notes, ...reason, phrase('docNewDevice')],
            remedy: phrase('docKeychainRemedy'),
          }
    },
  }
}

export function portCheck(port: number, whose: Said): Check {
  return {
    id: 'port',
    run: async () => {
      const owner = await findPortOwner(port)
      return {
        notes: [
          owner
            ? phrase('docPortHeld', { port: String(port), whose, owner })
            : phrase('docPortFree', { port: String(port), whose }),
        ],
      }
    },
  }
}
