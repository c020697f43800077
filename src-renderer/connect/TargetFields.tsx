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
import { useWords } from '../words.ts'
import classes from './connect.module.css'

type Props = {
  readonly form: TargetFormState
  readonly recent: readonly RecentTarget[]
  readonly onConnect: (target: ConnectionTarget, secret: Secret | undefined) => void
  readonly onTest: (target: ConnectionTarget) => void
  readonly testing: boolean
}

export function TargetFields({ form, recent, onConnect, onTest, testing }: Props) {
  const { t } = useWords()
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
    <Panel title={t(recent.length > 0 ? 'connect.form.nextTitle' : 'connect.form.firstTitle')}>
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
        {values.way === 'local' && <p className={classes.lead}>{t('connect.form.localLead')}</p>}
        {values.way === 'ssh' && <SshFields form={form} recent={recent} />}
        {values.way === 'direct' && <DirectFields form={form} />}
        {values.way !== 'local' && (
          <SecretField
            kind={values.secretKind}
            onKind={secretKind => set({ secretKind })}
            secret={values.secret}
            onSecret={secret => set({ secret })}
            description={t('connect.secret.hint')}
          />
        )}
        <div className={classes.buttons}>
          <Button type="submit">{t('connect.form.connect')}</Button>
          <Button variant="default" loading={testing} onClick={() => submit(onTest)}>
            {t('connect.form.test')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
