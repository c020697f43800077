// Small things that outlive a restart and that nobody sets: recent targets, unsent drafts, and that one was welcomed.
import { lstatSync, readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import Conf from 'conf'
import { z } from 'zod'
import { targetKey, type ConnectionTarget } from '../../src-shared/connection.ts'
import type { RecentTarget } from '../../src-shared/desktop-api.ts'
import { badName } from './bad-files.ts'
import { Recent } from './recent-targets.ts'

const maxRecent = 20
const recentToMs = 60_000
const maxDrafts = 200
const maxDraftLength = 256 * 1024

export type AppState = {
  /** Newest first, at most 20. */
  readonly recent: () => readonly RecentTarget[]
  readonly rememberRecent: (target: ConnectionTarget, lastOnlineAt: number) => void
  readonly forgetRecent: (target: ConnectionTarget) => void
  /** Whether the first start is over. */
  readonly isWelcomed: () => boolean
  readonly noteWelcomed: () => void
  /** Returns how to stop listening. */
  readonly onRecentChange: (listener: () => void) => () => void
  /** The unsent text under this key, or the empty string. */
  readonly draft: (key: string) => string
  /** Written through at once, so that a crash loses no more than the last keystrokes. Empty forgets it. */
  readonly writeDraft: (key: string, text: string) => void
}

const Drafts = z.array(z.tuple([z.string(), z.string()]))

/** Opens DIR/app-state.json. What cannot be read is put aside and counts as empty. */
export function openAppState(stateDir: string): AppState {
  const conf = openConf(path.resolve(stateDir))
  const recent = (): RecentTarget[] => Recent.safeParse(conf.get('recent')).data ?? []
  const drafts = (): [string, string][] => Drafts.safeParse(conf.get('drafts')).data ?? []
  const others = (target: ConnectionTarget) =>
    recent().filter(entry => targetKey(entry.target) !== targetKey(target))

  return {
    recent,
    rememberRecent: (target, lastOnlineAt) => {
      const newest = recent()[0]
      const known = newest && JSON.stringify(newest.target) === JSON.stringify(target)
      // A connection is told online each time something about it changes; the minute is close enough.
      if (known && lastOnlineAt - newest.lastOnlineAt < recentToMs) return
      conf.set('recent', [{ target, lastOnlineAt }, ...others(target)].slice(0, maxRecent))
      conf.set('welcomed', true)
    },
    forgetRecent: target => conf.set('recent', others(target)),
    isWelcomed: () => conf.get('welcomed') === true,
    noteWelcomed: () => conf.set('welcomed', true),
    onRecentChange: listener => conf.onDidChange('recent', listener),
    draft: key => drafts().find(([name]) => name === key)?.[1] ?? '',
    writeDraft: (key, text) => {
      const rest = drafts().filter(([name]) => name !== key)
      const kept: [string, string][] = text === '' ? rest : [[key, text.slice(0, maxDraftLength)], ...rest]
      conf.set('drafts', kept.slice(0, maxDrafts))
    },
  }
}

function openConf(cwd: string): Conf {
  putAsideWhatIsNotOurs(path.join(cwd, 'app-state.json'))
  return new Conf({
    cwd,
    configName: 'app-state',
    clearInvalidConfig: true,
    // A draft may be private.
    configFileMode: 0o600,
    serialize: value => JSON.stringify(value),
  })
}

/**
 * Keeps a file that cannot be read, a folder, and every link under its bad name: Conf would write over what it cannot
 * read, and through a link onto whatever it leads to.
 */
function putAsideWhatIsNotOurs(file: string): void {
  const found = lstatSync(file, { throwIfNoEntry: false })
  if (found && !(found.isFile() && isReadable(file))) renameSync(file, badName(file, Date.now()))
}

function isReadable(file: string): boolean {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(readFileSync(file, 'utf8'))).success
  } catch {
    return false
  }
}
