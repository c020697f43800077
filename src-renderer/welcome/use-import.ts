import { useEffect, useState } from 'react'
import { appError, toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { maxImportBytes, type ImportPlan, type ImportSource } from '../../src-shared/openclaw-import.ts'
import { phrase } from '../../src-shared/said.ts'
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
  /** Looks into a file that a person has handed to the page, which never learns where it lies. */
  readonly open: (file: File) => Promise<void>
  readonly takeOver: () => Promise<void>
}

/** By its path; or as the page was handed it, read anew each time so that its secrets do not stay here. */
type Chosen = string | File

type Looked = {
  readonly chosen: Chosen
  readonly plan?: ImportPlan | undefined
  readonly error?: ErrorReport | undefined
}

async function lookInto(chosen: Chosen): Promise<Looked> {
  try {
    return { chosen, plan: await desktop.openClaw.read(await sourceOf(chosen)) }
  } catch (error) {
    return { chosen, error: toErrorReport(error) }
  }
}

/** Rejects with IMPORT_UNUSABLE, for a file that is too large before any of it is read. */
async function sourceOf(chosen: Chosen): Promise<ImportSource> {
  if (typeof chosen === 'string') return { path: chosen }
  const { name, size } = chosen
  if (size > maxImportBytes) {
    const why = phrase('importTooLarge', { kilobytes: maxImportBytes / 1024 })
    throw appError('IMPORT_UNUSABLE', { path: name, why })
  }
  try {
    return { name, text: await chosen.text() }
  } catch (error) {
    // The browser hands out no file that was written to since it was chosen.
    throw appError('IMPORT_UNUSABLE', { path: name, why: phrase('importChanged') }, error)
  }
}

/** The file that was found is looked into at once; any other when it is asked for. */
export function useImport(actions: ConnectActions): ImportState {
  const [typed, setTyped] = useState<string>()
  const [found, setFound] = useState('')
  const [opened, setOpened] = useState<File>()
  const [looked, setLooked] = useState<Looked>()
  const [busy, setBusy] = useState(false)
  const path = opened?.name ?? typed ?? found
  const chosen = opened ?? path.trim()

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
      setLooked({ chosen, error: toErrorReport(error) })
    } finally {
      setBusy(false)
    }
  }
  // What was found in one file is not shown beside the name of another.
  const shown = looked?.chosen === chosen ? looked : undefined
  return {
    path,
    setPath: typedPath => {
      setOpened(undefined)
      setTyped(typedPath)
    },
    plan: shown?.plan,
    error: shown?.error,
    busy,
    read: () => working(async () => setLooked(await lookInto(chosen))),
    choose: () =>
      working(async () => {
        const file = await desktop.openClaw.choose()
        if (file === null) return
        setTyped(file)
        setLooked(await lookInto(file))
      }),
    open: file =>
      working(async () => {
        setOpened(file)
        setLooked(await lookInto(file))
      }),
    takeOver: () =>
      working(async () => {
        if (!shown?.plan) return
        const source = await sourceOf(shown.chosen)
        await actions.connect(await desktop.openClaw.takeOver({ source, hash: shown.plan.hash }))
      }),
  }
}
