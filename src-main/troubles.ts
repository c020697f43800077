// What is told of damaged files until a person has seen it, and of a configuration for as long as it cannot be used.
import type { LockedSecret } from '../src-shared/desktop-api.ts'
import type { BadFile, Trouble } from '../src-shared/troubles.ts'
import type { Log } from './logging/log.ts'
import { forgetNote, listBadFiles } from './settings/bad-files.ts'
import type { SecretVault } from './settings/secret-vault.ts'
import type { SettingsStore } from './settings/settings-store.ts'

export type Troubles = {
  /** The newest first. */
  readonly current: () => readonly Trouble[]
  /** A file was put aside just now. */
  readonly note: (bad: BadFile) => void
  /** From now on it is also told what cannot be had of the secrets. */
  readonly watchVault: (vault: Pick<SecretVault, 'status' | 'onLocked'>) => void
  /** A person has seen it. A configuration that still cannot be used stays. */
  readonly dismiss: (id: string) => void
  /** The file that one of them is about; undefined when nothing is told of it any more. */
  readonly pathOf: (id: string) => string | undefined
  readonly onChange: (listener: (troubles: readonly Trouble[]) => void) => () => void
  readonly close: () => void
}

type Parts = {
  readonly stateDir: string
  readonly settings: Pick<SettingsStore, 'problem' | 'onProblem' | 'documentPath'>
  readonly log: Log
}

/** Also tells what an earlier run has left, or another program on the same state directory. */
export function openTroubles({ stateDir, settings, log }: Parts): Troubles {
  const listeners = new Set<(troubles: readonly Trouble[]) => void>()
  let lockedNow = (): LockedSecret | undefined => undefined

  const current = (): readonly Trouble[] => {
    const { problem: error } = settings
    const broken: Trouble[] = error ? [{ id: 'configuration', path: pathIn(error.details), error }] : []
    const salvaged = listBadFiles(stateDir).flatMap(bad =>
      bad.salvage ? [{ ...bad, salvage: bad.salvage }] : [],
    )
    const locked = lockedNow()
    return [...(locked ? [{ id: 'vault' as const, locked }] : []), ...broken, ...salvaged]
  }

  function pathIn(details: object | undefined): string {
    return details && 'path' in details ? String(details.path) : settings.documentPath
  }

  function announce(): void {
    const troubles = current()
    for (const listener of listeners) listener(troubles)
  }

  function tellProblem(): void {
    if (settings.problem) log.warn('the settings cannot be used as they are', { error: settings.problem })
    announce()
  }
  if (settings.problem) tellProblem()
  const stops = [settings.onProblem(tellProblem)]

  return {
    current,
    watchVault: vault => {
      lockedNow = () => vault.status().locked
      stops.push(vault.onLocked(announce))
    },
    note: ({ id, path, salvage }) => {
      log.error('a damaged file was put aside, and what could be read of it goes on', { id, path, salvage })
      announce()
    },
    dismiss: id => {
      forgetNote(stateDir, id)
      announce()
    },
    pathOf: id => {
      const trouble = current().find(one => one.id === id)
      return trouble && 'path' in trouble ? trouble.path : undefined
    },
    onChange: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => {
      for (const stop of stops) stop()
      listeners.clear()
    },
  }
}
