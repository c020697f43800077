import { useEffect, useState } from 'react'
import { targetKey, type ConnectionState, type ConnectionTarget } from '../../src-shared/connection.ts'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { liveConnection } from '../app-state.ts'
import { desktop } from '../desktop.ts'
import { useObservable } from '../chat/use-observable.ts'
import { useLive } from '../live.ts'
import { proposal } from './proposal.ts'
import { formOf, type TargetForm } from './target-form.ts'

export type Secret = { readonly kind: 'token' | 'password'; readonly secret: string }

export type ConnectActions = {
  /** Begins to connect, having put the gateway's secret into the vault first where one was entered. */
  readonly connect: (target: ConnectionTarget, secret?: Secret) => Promise<void>
  readonly retryNow: () => Promise<void>
  readonly disconnect: () => Promise<void>
  /** Shows the form, filled in with the target where there is one, while the connection goes on. */
  readonly edit: (target?: ConnectionTarget) => void
}

type Attempt = Extract<ConnectionState, { ladder: unknown }>

export type ConnectView =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'attempt'; readonly state: Attempt }
  | {
      readonly kind: 'form'
      readonly initial: TargetForm | undefined
      readonly behind: Attempt | undefined
      /** A link filled it in. */
      readonly isProposed: boolean
      /** Another one each time the form is filled in anew. */
      readonly filling: number
    }

type Editing = { readonly initial: TargetForm | undefined; readonly isProposed: boolean }

/** Whether the form or the attempt is shown, and what can be done about it. */
export function useConnect() {
  const state = useLive(liveConnection)
  const [editing, setEditing] = useState<Editing>()
  const [filling, setFilling] = useState(0)
  const [refusal, setRefusal] = useState<ErrorReport>()

  const actions: ConnectActions = {
    connect: async (target, secret) => {
      setRefusal(undefined)
      try {
        if (secret) await desktop.credentials.setGatewaySecret({ target, ...secret })
        await desktop.connection.connect(target)
        setEditing(undefined)
      } catch (error) {
        setRefusal(toErrorReport(error))
      }
    },
    retryNow: () => desktop.connection.retryNow(),
    disconnect: () => desktop.connection.disconnect(),
    edit: target => {
      setRefusal(undefined)
      setEditing({ initial: target && formOf(target), isProposed: false })
      setFilling(count => count + 1)
    },
  }

  const proposed = useObservable(proposal)
  useEffect(() => {
    if (!proposed) return
    proposal.set(undefined)
    setRefusal(undefined)
    setEditing({ initial: formOf(proposed), isProposed: true })
    setFilling(count => count + 1)
  }, [proposed])

  return {
    view: viewOf(state, editing, filling),
    actions,
    /** Why the last "Connect" was not even begun. */
    refusal,
    back: () => setEditing(undefined),
  }
}

function viewOf(
  state: ConnectionState | undefined,
  editing: Editing | undefined,
  filling: number,
): ConnectView {
  if (!state) return { kind: 'unknown' }
  const attempt = 'ladder' in state ? state : undefined
  if (attempt && !editing) return { kind: 'attempt', state: attempt }
  return {
    kind: 'form',
    initial: editing?.initial,
    behind: attempt,
    isProposed: editing?.isProposed ?? false,
    filling,
  }
}

/** Changes with the target, so that what was typed for one gateway is not offered to another. */
export function attemptKey(state: Attempt): string {
  return targetKey(state.target)
}
