// Small things that outlive a restart and that nobody sets: recent targets, unsent drafts, and that one was welcomed.
import { renameSync } from 'node:fs'
import path from 'node:path'
import Conf from 'conf'
import { z } from 'zod'
import { targetKey, type ConnectionTarget } from '../../src-shared/connection.ts'
import type { RecentTarget } from '../../src-shared/desktop-api.ts'
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

/** Opens DIR/app-state.json. What cannot be read counts as empty: nothing here is precious. */
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

type StateConf = Conf

function openConf(cwd: string): StateConf {
  const open = (): StateConf =>
    new Conf({
      cwd,
      configName: 'app-state',
      clearInvalidConfig: true,
      // A draft may be private.
      configFileMode: 0o600,
      serialize: value => JSON.stringify(value),
    })
  try {
    return open()
  } catch (error) {
    // A folder, or a link that leads in a circle, is no file of ours: it is put aside for whoever made it.
    if (!(error instanceof Error && 'code' in error && ['EISDIR', 'ELOOP'].includes(String(error.code))))
      throw error
    const file = path.join(cwd, 'app-state.json')
    renameSync(file, `${file}.bad-${Date.now()}`)
    return open()
  }
}
