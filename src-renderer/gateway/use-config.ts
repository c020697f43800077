import { useEffect, useState } from 'react'
import { sayDetail } from '../../src-shared/error-words.ts'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { gatewayLink } from '../gateway-link.ts'
import { words } from '../words.ts'
import { drafts, readConfig, saveConfig, type Draft } from './config-draft.ts'

/** The configuration of one gateway while it is edited. Nothing typed is ever replaced but by the person. */
export function useConfig(gatewayKey: string) {
  const [draft, setShown] = useState(() => drafts.get(gatewayKey))
  const [error, setError] = useState<ErrorReport>()
  const [restartPaths, setRestartPaths] = useState<readonly string[]>()
  const [isBusy, setBusy] = useState(false)

  const keep = (next: Draft) => {
    drafts.set(gatewayKey, next)
    setShown(next)
  }

  /** Reads it again. What was typed stays, and is compared with what is there now. */
  const load = async () => {
    try {
      const base = await readConfig(gatewayLink)
      const now = drafts.get(gatewayKey)
      const isTouched = now !== undefined && now.typed !== now.base.text
      if (!isTouched) keep({ base, typed: base.text })
      else if (now.base.hash !== base.hash) keep({ ...now, base, overtaken: now.overtaken ?? now.base })
      setError(undefined)
    } catch (reason) {
      setError(toErrorReport(reason))
    }
  }

  useEffect(() => {
    void load()
    const stopEvents = gatewayLink.onEvent(({ event }) => void (event === 'config.changed' && load()))
    const stopGaps = gatewayLink.onGap(() => void load())
    return () => {
      stopEvents()
      stopGaps()
    }
    // One gateway for as long as the section is shown: another one brings another section.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])

  const save = async (): Promise<boolean> => {
    const sent = drafts.get(gatewayKey)
    if (!sent) return false
    setBusy(true)
    setError(undefined)
    try {
      const paths = await saveConfig(gatewayLink, sent.typed, sent.base.hash)
      setRestartPaths(paths)
      drafts.set(gatewayKey, { base: { ...sent.base, text: sent.typed }, typed: sent.typed })
      await load()
      return true
    } catch (reason) {
      const report = toErrorReport(reason)
      const isConflict = sayDetail(report, 'gatewayCode', words.current().t) === 'BASE_HASH_MISMATCH'
      if (isConflict) await load()
      else setError(report)
      return false
    } finally {
      setBusy(false)
    }
  }

  const type = (typed: string) => {
    if (!draft) return
    setRestartPaths(undefined)
    keep({ ...draft, typed })
  }
  const discard = () => draft && keep({ base: draft.base, typed: draft.base.text })
  const acceptBase = () => draft && keep({ base: draft.base, typed: draft.typed })

  return { draft, error, restartPaths, isBusy, save, type, discard, acceptBase }
}
