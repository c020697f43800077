import { useEffect, useState } from 'react'
import type { HostEntry, HostPreview, RecentTarget } from '../../src-shared/desktop-api.ts'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { desktop } from '../desktop.ts'

export type HostSuggestion = { readonly host: string; readonly summary: string; readonly group: Group }

type Group = 'recent' | HostEntry['source']

/** Every host worth offering, each once: those used lately first. */
export function suggestHosts(
  recent: readonly RecentTarget[],
  entries: readonly HostEntry[],
): readonly HostSuggestion[] {
  const seen = new Set<string>()
  const summaries = new Map(entries.map(entry => [entry.host, entry.summary]))
  const all = [
    ...recent.flatMap(({ target }) =>
      target.kind === 'ssh'
        ? [{ host: target.host, summary: summaries.get(target.host) ?? '', group: 'recent' as const }]
        : [],
    ),
    ...entries.map(({ host, summary, source }) => ({ host, summary, group: source })),
  ]
  return all.filter(({ host }) => !seen.has(host) && seen.add(host))
}

/** The hosts as they are when the page opens: ssh_config is read anew each time. */
export function useHosts(): readonly HostEntry[] {
  const [hosts, setHosts] = useState<readonly HostEntry[]>([])
  useEffect(() => {
    let gone = false
    desktop.hosts.list().then(
      list => (gone ? undefined : setHosts(list)),
      () => undefined, // The field still takes any host; a preview of it says what is wrong with ssh_config.
    )
    return () => {
      gone = true
    }
  }, [])
  return hosts
}

export type Preview =
  | { readonly kind: 'none' }
  | { readonly kind: 'known'; readonly host: string; readonly preview: HostPreview }
  | { readonly kind: 'failed'; readonly host: string; readonly error: ErrorReport }

const typingPauseMs = 250

/** What ssh_config makes of the host, asked once the typing pauses; an answer for an earlier host is dropped. */
export function usePreview(host: string): Preview {
  const [preview, setPreview] = useState<Preview>({ kind: 'none' })
  useEffect(() => {
    if (host === '') return
    let gone = false
    const ask = async () => {
      try {
        const answer = await desktop.hosts.preview({ host })
        if (!gone) setPreview({ kind: 'known', host, preview: answer })
      } catch (error) {
        if (!gone) setPreview({ kind: 'failed', host, error: toErrorReport(error) })
      }
    }
    const timer = setTimeout(() => void ask(), typingPauseMs)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [host])
  // What was found for one host is not shown beside another.
  return preview.kind !== 'none' && preview.host === host ? preview : { kind: 'none' }
}
