import { useEffect, useRef, useState } from 'react'
import { targetKey, type ConnectionTarget } from '../../src-shared/connection.ts'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { newLadder, type Ladder } from '../../src-shared/ladder.ts'
import { desktop } from '../desktop.ts'

export type ConnectionTest = {
  readonly target: ConnectionTarget
  readonly ladder: Ladder
  readonly running: boolean
  readonly error?: ErrorReport | undefined
}

/** Climbs the ladder once beside the real connection. The newest test is the one that is shown. */
export function useTest() {
  const [test, setTest] = useState<ConnectionTest>()
  const runs = useRef(0)

  useEffect(
    () =>
      desktop.connection.onTesting(({ target, ladder }) =>
        setTest(shown =>
          shown?.running && targetKey(shown.target) === targetKey(target) ? { ...shown, ladder } : shown,
        ),
      ),
    [],
  )

  const start = async (target: ConnectionTarget) => {
    const run = ++runs.current
    const ours = () => run === runs.current
    setTest({ target, ladder: newLadder(target.kind), running: true })
    try {
      const ladder = await desktop.connection.test(target)
      if (ours()) setTest({ target, ladder, running: false })
    } catch (error) {
      if (ours()) setTest(shown => shown && { ...shown, running: false, error: toErrorReport(error) })
    }
  }
  return { test, start: (target: ConnectionTarget) => void start(target) }
}
