import { useState } from 'react'
import { targetKey, type ConnectionState, type ConnectionTarget } from '../../src-shared/connection.ts'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { liveConnection } from '../app-state.ts'
import { desktop } from '../desktop.ts'
import { useObservable } from '../chat/use-observable.ts'
import { useLive } from '../live.ts'
import { fillingOf, noFilling, proposal, type Filling } from './proposal.ts'

export type Secret = { readonly kind: 'token' | 'password'; readonly secret: string }

export type ConnectActions = {
  /** Begins to connect, having put the gateway's secret into the vault first where one was entered. */
  readonly connect: (target: ConnectionTarget, secret?: Secret) => Promise<void>
  readonly retryNow: () => Promise<void>
  readonly disconnect: () => Promise<void>
  /** Shows the form, filled in with the target where there is one, while the connection goes on. */
  readonly edit: (target?: ConnectionTarget) => void
}

export type ConnectView =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'attempt'; readonly state: Attempt }
  | { readonly kind: 'form'; readonly filling: Filling; readonly behind: Attempt | undefined }

type Attempt = Extract<ConnectionState, { ladder: unknown }>

/** Whether the form or the attempt is shown, and what can be done about it. */
export function useConnect() {
  const state = useLive(liveConnection)
  const proposed = useObservable(proposal)
  const [editing, setEditing] = useState<Filling>()
  const [refused, setRefused] = useState<{
    readonly filling: Filling | undefined
    readonly why: ErrorReport
  }>()
  const filling = proposed ?? editing

  const leaveForm = () => {
    proposal.set(undefined)
    setEditing(undefined)
  }
  const actions: ConnectActions = {
    connect: async (target, secret) => {
      setRefused(undefined)
      try {
        if (secret) await desktop.credentials.setGatewaySecret({ target, ...secret })
        await desktop.connection.connect(target)
        leaveForm()
      } catch (error) {
        setRefused({ filling, why: toErrorReport(error) })
      }
    },
    retryNow: () => desktop.connection.retryNow(),
    disconnect: () => desktop.connection.disconnect(),
    edit: target => {
      proposal.set(undefined)
      setEditing(fillingOf(target, false))
    },
  }

  return {
    view: viewOf(state, filling),
    actions,
    /** Why the last "Connect" was not even begun. */
    refusal: refused?.filling === filling ? refused?.why : undefined,
    back: leaveForm,
  }
}

function viewOf(state: ConnectionState | undefined, filling: Filling | undefined): ConnectView {
  if (!state) return { kind: 'unknown' }
  const attempt = 'ladder' in state ? state : undefined
  if (attempt && !filling) return { kind: 'attempt', state: attempt }
  return { kind: 'form', filling: filling ?? noFilling, behind: attempt }
}

/** Changes with the target, so that what was typed for one gateway is not offered to another. */
export function attemptKey(state: Attempt): string {
  return targetKey(state.target)
}
