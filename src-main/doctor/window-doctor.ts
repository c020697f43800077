// The doctor and the bundle for windows: one run at a time, and what is saved is exactly what was shown.
import type { Bundle, DoctorReport, Finding, SavedBundle } from '../../src-shared/doctor.ts'
import { appError } from '../../src-shared/errors.ts'
import type { Core } from '../core.ts'
import { bundleName, collectBundle, packBundle } from '../support-bundle.ts'
import { runDoctor } from './run-doctor.ts'

export type WindowDoctor = {
  /** Checks the target of the connection, else the one last reached, else this computer's gateway. */
  readonly run: (signal: AbortSignal) => Promise<DoctorReport>
  readonly onFound: (listener: (finding: Finding) => void) => () => void
  readonly collect: () => Promise<Bundle>
  /** Rejects with INVALID_INPUT for a bundle that is not the one shown last. */
  readonly save: (id: string) => Promise<SavedBundle>
}

/** `saveFile` asks where; absent where there is no dialog. */
export function openWindowDoctor(
  core: Core,
  saveFile: ((name: string, bytes: Uint8Array) => Promise<string | undefined>) | undefined,
): WindowDoctor {
  const listeners = new Set<(finding: Finding) => void>()
  let last: DoctorReport | undefined
  let shown: Bundle | undefined

  async function choose() {
    const { state } = core.connection
    if ('target' in state) return { target: state.target }
    const [recent] = (await core.appState()).recent()
    return { target: recent?.target ?? { kind: 'local' as const } }
  }

  return {
    run: async signal => {
      const told = (finding: Finding) => {
        for (const listener of listeners) listener(finding)
      }
      last = await runDoctor(core, { choose, signal, told })
      return last
    },
    onFound: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    collect: async () => {
      shown = await collectBundle(core, last)
      return shown
    },
    save: async id => {
      if (shown?.id !== id)
        throw appError('INVALID_INPUT', { what: 'The report', why: 'another one was collected since' })
      const now = Date.now()
      const name = bundleName(now)
      const bytes = packBundle(shown, now)
      if (!saveFile) return { kind: 'download', name, base64: bytes.toString('base64') }
      const path = await saveFile(name, bytes)
      return path === undefined ? { kind: 'cancelled' } : { kind: 'saved', path }
    },
  }
}
