import { Button } from '@mantine/core'
import { useRef } from 'react'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import type { RecentTarget } from '../../src-shared/desktop-api.ts'
import { Panel } from '../ui/Panel.tsx'
import { DirectFields } from './DirectFields.tsx'
import { SecretField } from './SecretField.tsx'
import { SshFields } from './SshFields.tsx'
import type { Secret } from './use-connect.ts'
import type { TargetFormState } from './use-target-form.ts'
import { WayPicker } from './WayPicker.tsx'
import classes from './connect.module.css'

type Props = {
  readonly form: TargetFormState
  readonly recent: readonly RecentTarget[]
  readonly onConnect: (target: ConnectionTarget, secret: Secret | undefined) => void
  readonly onTest: (target: ConnectionTarget) => void
  readonly testing: boolean
}

export function TargetFields({ form, recent, onConnect, onTest, testing }: Props) {
  const { values, set } = form
  const element = useRef<HTMLFormElement>(null)

  const submit = (use: (target: ConnectionTarget, secret: Secret | undefined) => void) => {
    const ready = form.submit()
    if (ready) use(ready.target, ready.secret)
    else
      requestAnimationFrame(() =>
        element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      )
  }

  return (
    <Panel title={recent.length > 0 ? 'Somewhere new' : 'Where is the gateway?'}>
      <form
        ref={element}
        noValidate
        className={classes.form}
        onSubmit={event => {
          event.preventDefault()
          submit(onConnect)
        }}
      >
        <WayPicker way={values.way} onWay={way => set({ way })} />
        {values.way === 'local' && (
          <p className={classes.lead}>
            Gangway starts its own gateway on this computer. Nothing has to be installed, and only programs on
            this computer reach it.
          </p>
        )}
        {values.way === 'ssh' && <SshFields form={form} recent={recent} />}
        {values.way === 'direct' && <DirectFields form={form} />}
        {values.way !== 'local' && (
          <SecretField
            kind={values.secretKind}
            onKind={secretKind => set({ secretKind })}
            secret={values.secret}
            onSecret={secret => set({ secret })}
            description="Only if the gateway asks for one and none is kept yet. You can also enter it when it asks."
          />
        )}
        <div className={classes.buttons}>
          <Button type="submit">Connect</Button>
          <Button variant="default" loading={testing} onClick={() => submit(onTest)}>
            Test connection
          </Button>
        </div>
      </form>
    </Panel>
  )
}
