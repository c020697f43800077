// When updates are looked for, and what a person is told of one. Pure: the updater carries it out.

/** After the start, which has better things to do. */
export const firstLookMs = 60_000
export const lookEveryMs = 6 * 60 * 60 * 1000

export type UpdatePhase =
  | { readonly phase: 'none' }
  /** Found, and left where it is until a person wants it. */
  | { readonly phase: 'available'; readonly version: string }
  | { readonly phase: 'downloading'; readonly version: string }
  /** On this computer, checked; installed when the app next ends. */
  | { readonly phase: 'ready'; readonly version: string }

export type UpdateHappening =
  | { readonly kind: 'found'; readonly version: string }
  | { readonly kind: 'wanted' }
  | { readonly kind: 'downloaded'; readonly version: string }
  | { readonly kind: 'failed' }

/** What has been found stays found: a look that fails, or a second one, takes nothing back. */
export function stepUpdate(now: UpdatePhase, happening: UpdateHappening): UpdatePhase {
  switch (happening.kind) {
    case 'found':
      return now.phase === 'downloading' || now.phase === 'ready'
        ? now
        : { phase: 'available', version: happening.version }
    case 'wanted':
      return now.phase === 'available' ? { phase: 'downloading', version: now.version } : now
    case 'downloaded':
      return { phase: 'ready', version: happening.version }
    case 'failed':
      return now.phase === 'downloading' ? { phase: 'available', version: now.version } : now
  }
}

/** The public key and the address that a build was given. */
export type UpdateSource = { readonly key: string; readonly url: string }

/** Undefined in a build that looks for no updates. */
export function updateSource(manifest: unknown): UpdateSource | undefined {
  if (typeof manifest !== 'object' || manifest === null) return undefined
  const { updateKey: key, updateUrl: url } = manifest as Record<string, unknown>
  if (typeof key !== 'string' || typeof url !== 'string' || key === '' || !url.startsWith('https://'))
    return undefined
  return { key, url }
}
