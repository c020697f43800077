import { useState } from 'react'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import type { RecentTarget } from '../../src-shared/desktop-api.ts'
import { hostsWithRecent } from '../../src-shared/settings.ts'
import { liveSettings } from '../app-state.ts'
import { useLive } from '../live.ts'
import {
  emptyForm,
  formOf,
  readForm,
  withHostSettings,
  withSecondRoad,
  type FormErrors,
  type TargetForm,
} from './target-form.ts'
import type { Secret } from './use-connect.ts'

export type TargetFormState = {
  readonly values: TargetForm
  /** Shown only once a person has tried to use the form; gone again as the field is changed. */
  readonly errors: FormErrors
  readonly set: (change: Partial<TargetForm>) => void
  /** Sets the host, and with it what the settings say about it, or how it was connected to last. */
  readonly setHost: (host: string) => void
  /** The target and the secret beside it, or undefined after having shown what is wrong. */
  readonly submit: () => { target: ConnectionTarget; secret: Secret | undefined } | undefined
  /** A target used before, as the settings have it now. */
  readonly asSetUp: (target: ConnectionTarget) => ConnectionTarget
}

/**
 * `complaints` stand at their fields from the beginning, until the field is changed. `recent`: where one has been, for
 * hosts of which the settings say nothing.
 */
export function useTargetForm(
  initial: TargetForm | undefined,
  {
    complaints = {},
    recent = [],
  }: { readonly complaints?: FormErrors | undefined; readonly recent?: readonly RecentTarget[] } = {},
): TargetFormState {
  const hosts = useLive(liveSettings)?.hosts ?? []
  const [values, setValues] = useState(initial ?? emptyForm)
  const [errors, setErrors] = useState<FormErrors>(complaints)

  return {
    values,
    errors,
    set: change => {
      setValues(current => ({ ...current, ...change }))
      setErrors(shown => Object.fromEntries(Object.entries(shown).filter(([field]) => !(field in change))))
    },
    setHost: host => {
      setValues(current => withHostSettings(current, hostsWithRecent(hosts, recent), host))
      setErrors({})
    },
    submit: () => {
      const read = readForm(values)
      if (!read.ok) {
        setErrors(read.errors)
        return undefined
      }
      setErrors({})
      const { secretKind: kind, secret } = values
      return {
        target: withSecondRoad(read.target, hosts),
        secret: secret === '' ? undefined : { kind, secret },
      }
    },
    asSetUp: target => {
      if (target.kind !== 'ssh') return target
      const read = readForm(withHostSettings(formOf(target), hosts, target.host))
      return read.ok ? withSecondRoad(read.target, hosts) : target
    },
  }
}
