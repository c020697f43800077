import { useEffect, useState } from 'react'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import type { ImportPlan } from '../../src-shared/openclaw-import.ts'
import type { ConnectActions } from '../connect/use-connect.ts'
import { desktop } from '../desktop.ts'

/** The path of this account's openclaw.json, when there is one. */
export function useFoundConfig(): string | undefined {
  const [found, setFound] = useState<string>()
  useEffect(() => {
    let gone = false
    desktop.openClaw.find().then(
      path => (gone || path === null ? undefined : setFound(path)),
      () => undefined, // It can still be named by hand.
    )
    return () => {
      gone = true
    }
  }, [])
  return found
}

export type ImportState = {
  readonly path: string
  readonly setPath: (path: string) => void
  /** What the named file holds; gone as another one is named. */
  readonly plan: ImportPlan | undefined
  readonly error: ErrorReport | undefined
  readonly busy: boolean
  readonly read: () => Promise<void>
  readonly takeOver: () => Promise<void>
}

/** The file that was found is looked into at once; any other when it is asked for. */
export function useImport(actions: ConnectActions): ImportState {
  const found = useFoundConfig()
  const [typed, setTyped] = useState<string>()
  const [plan, setPlan] = useState<ImportPlan>()
  const [error, setError] = useState<ErrorReport>()
  const [busy, setBusy] = useState(false)
  const path = typed ?? found ?? ''

  const attempt = async (action: () => Promise<void>) => {
    setBusy(true)
    setError(undefined)
    try {
      await action()
    } catch (reason) {
      setPlan(undefined)
      setError(toErrorReport(reason))
    } finally {
      setBusy(false)
    }
  }
  const readFile = (file: string) =>
    attempt(async () => setPlan(await desktop.openClaw.read({ path: file.trim() })))

  useEffect(() => {
    if (found !== undefined) void readFile(found)
  }, [found])

  return {
    path,
    setPath: next => {
      setTyped(next)
      setPlan(undefined)
      setError(undefined)
    },
    plan,
    error,
    busy,
    read: () => readFile(path),
    takeOver: () =>
      attempt(async () => {
        if (!plan) return
        await actions.connect(await desktop.openClaw.takeOver({ path: plan.path, hash: plan.hash }))
      }),
  }
}
