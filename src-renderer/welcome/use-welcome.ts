import { useState } from 'react'
import { targetKey, type ConnectionState, type ConnectionTarget } from '../../src-shared/connection.ts'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { liveConnection } from '../app-state.ts'
import { fieldToMend } from '../connect/mend.ts'
import { withProblem } from '../connect/problem.ts'
import { emptyForm, formOf, type TargetForm } from '../connect/target-form.ts'
import type { ConnectActions, Secret } from '../connect/use-connect.ts'
import { desktop } from '../desktop.ts'
import { useLive } from '../live.ts'
import { tell } from '../tell.ts'
import { stepOf, type Place, type WelcomeStep } from './welcome-step.ts'

export type FormWay = Exclude<TargetForm['way'], 'local'>

/** What was typed so far, and, after an attempt that failed, why and in which field to look. */
export type Fields = {
  readonly way: FormWay
  readonly initial: TargetForm
  readonly mend?: { readonly error: ErrorReport; readonly field: keyof TargetForm | undefined } | undefined
}

export type WelcomeState = {
  readonly step: WelcomeStep
  readonly state: ConnectionState | undefined
  readonly fields: Fields | undefined
  /** Why the last "Connect" was not even begun. */
  readonly refusal: ErrorReport | undefined
  readonly actions: ConnectActions
  readonly choose: (way: TargetForm['way'] | 'import') => void
  /** One step back; an attempt that goes on is ended by it. */
  readonly back: () => void
}

/**
 * Where a person stands in the welcome. Only the connection itself moves it to its end: `done` is an online connection
 * to what was asked for here, so nobody passes without having been let in.
 */
export function useWelcome(): WelcomeState {
  const state = useLive(liveConnection)
  const [place, setPlace] = useState<Place>({ at: 'choose' })
  const [fields, setFields] = useState<Fields>()
  const [refusal, setRefusal] = useState<ErrorReport>()
  const step = stepOf(place, state)

  const connect = async (target: ConnectionTarget, secret?: Secret) => {
    setRefusal(undefined)
    try {
      if (secret) await desktop.credentials.setGatewaySecret({ target, ...secret })
      await desktop.connection.connect(target)
      if (target.kind !== 'local') setFields({ way: target.kind, initial: formOf(target) })
      setPlace({ at: 'climb', targetKey: targetKey(target) })
    } catch (error) {
      setRefusal(toErrorReport(error))
    }
  }

  const edit = (target?: ConnectionTarget) => {
    setRefusal(undefined)
    if (!target || target.kind === 'local') return setPlace({ at: 'choose' })
    const error = state && withProblem(state)?.error
    const mend = error && { error, field: fieldToMend(error, target) }
    setFields({ way: target.kind, initial: formOf(target), mend })
    setPlace({ at: 'fields' })
  }

  const back = () => {
    setRefusal(undefined)
    if (step === 'climb') tell(desktop.connection.disconnect())
    setPlace(step === 'climb' && fields && !cameFromChoice(place) ? { at: 'fields' } : { at: 'choose' })
  }

  return {
    step,
    state,
    fields,
    refusal,
    actions: {
      connect,
      edit,
      retryNow: () => desktop.connection.retryNow(),
      disconnect: async () => back(),
    },
    choose: way => {
      setRefusal(undefined)
      if (way === 'local') return void connect({ kind: 'local' })
      if (way === 'import') return setPlace({ at: 'import' })
      setFields(known => (known?.way === way ? known : { way, initial: { ...emptyForm, way } }))
      setPlace({ at: 'fields' })
    },
    back,
  }
}

function cameFromChoice(place: Place): boolean {
  return place.at === 'climb' && place.targetKey === 'local'
}
