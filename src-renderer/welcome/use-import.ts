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
  /** Looks into the file that is chosen in the system's dialog. */
  readonly choose: () => Promise<void>
  readonly takeOver: () => Promise<void>
}

type Looked = {
  readonly path: string
  readonly plan?: ImportPlan | undefined
  readonly error?: ErrorReport | undefined
}

async function lookInto(path: string): Promise<Looked> {
  try {
    return { path, plan: await desktop.openClaw.read({ path: path.trim() }) }
  } catch (error) {
    return { path, error: toErrorReport(error) }
  }
}

/** The file that was found is looked into at once; any other when it is asked for. */
export function useImport(actions: ConnectActions): ImportState {
  const [typed, setTyped] = useState<string>()
  const [found, setFound] = useState('')
  const [looked, setLooked] = useState<Looked>()
  const [busy, setBusy] = useState(false)
  const path = typed ?? found

  useEffect(() => {
    let gone = false
    const begin = async () => {
      const file = await desktop.openClaw.find()
      if (gone || file === null) return
      setFound(file)
      const first = await lookInto(file)
      if (!gone) setLooked(first)
    }
    begin().catch(() => undefined) // Nothing was found then; it can still be named by hand.
    return () => {
      gone = true
    }
  }, [])

  const working = async (action: () => Promise<void>) => {
    setBusy(true)
    try {
      await action()
    } catch (error) {
      setLooked({ path, error: toErrorReport(error) })
    } finally {
      setBusy(false)
    }
  }
  // What was found in one file is not shown beside the name of another.
  const shown = looked?.path === path ? looked : undefined
  return {
    path,
    setPath: setTyped,
    plan: shown?.plan,
    error: shown?.error,
    busy,
    read: () => working(async () => setLooked(await lookInto(path))),
    choose: () =>
      working(async () => {
        const chosen = await desktop.openClaw.choose()
        if (chosen === null) return
        setTyped(chosen)
        setLooked(await lookInto(chosen))
      }),
    takeOver: () =>
      working(async () => {
        const plan = shown?.plan
        if (!plan) return
        await actions.connect(await desktop.openClaw.takeOver({ path: plan.path, hash: plan.hash }))
      }),
  }
}
