import { useState } from 'react'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'

/** One action at a time, and why the last one failed. `run` never rejects and says whether it worked. */
export function useAction() {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorReport>()
  const run = async (action: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    setError(undefined)
    try {
      await action()
      return true
    } catch (reason) {
      setError(toErrorReport(reason))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, error, run }
}
