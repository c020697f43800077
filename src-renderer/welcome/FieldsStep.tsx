import { Button } from '@mantine/core'
import { useRef, type FormEvent } from 'react'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { DirectFields } from '../connect/DirectFields.tsx'
import { PreviewPanel } from '../connect/PreviewPanel.tsx'
import { SecretField } from '../connect/SecretField.tsx'
import { SshFields } from '../connect/SshFields.tsx'
import type { FormErrors, TargetForm } from '../connect/target-form.ts'
import type { ConnectActions } from '../connect/use-connect.ts'
import { usePreview } from '../connect/use-hosts.ts'
import { useTargetForm } from '../connect/use-target-form.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { useWords } from '../words.ts'
import type { Fields } from './use-welcome.ts'
import classes from './welcome.module.css'

type Props = {
  readonly fields: Fields
  readonly refusal: ErrorReport | undefined
  readonly actions: ConnectActions
  readonly onBack: () => void
}

function complaintAt(field: keyof TargetForm): FormErrors {
  const complaint: FormErrors = Object.fromEntries([[field, 'lookAgain']])
  return complaint
}

/** Which computer or address, and what the SSH configuration makes of it before anything is dialled. */
export function FieldsStep({ fields, refusal, actions, onBack }: Props) {
  const { t } = useWords()
  const { way, initial, mend } = fields
  const form = useTargetForm(initial, { complaints: mend?.field && complaintAt(mend.field) })
  const { values, set } = form
  const element = useRef<HTMLFormElement>(null)
  const host = way === 'ssh' ? values.host.trim() : ''
  const preview = usePreview(host)
  const trouble = refusal ?? mend?.error

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const ready = form.submit()
    if (ready) void actions.connect(ready.target, ready.secret)
    else
      requestAnimationFrame(() =>
        element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      )
  }

  return (
    <>
      <PageHeading title={t(`welcome.fieldsTitle.${way}`)}>{t(`welcome.fieldsLead.${way}`)}</PageHeading>
      <form ref={element} noValidate className={classes.card} onSubmit={submit}>
        {trouble && <ErrorNote error={trouble} />}
        {way === 'ssh' ? <SshFields form={form} recent={[]} /> : <DirectFields form={form} />}
        <SecretField
          kind={values.secretKind}
          onKind={secretKind => set({ secretKind })}
          secret={values.secret}
          onSecret={secret => set({ secret })}
          description={t('welcome.secretDetail')}
        />
        <div className={classes.buttons}>
          <Button type="submit">{t('welcome.connect')}</Button>
          <Button variant="default" onClick={onBack}>
            {t('welcome.back')}
          </Button>
        </div>
      </form>
      {host !== '' && (
        <div className={classes.below}>
          <PreviewPanel
            host={host}
            preview={preview}
            engine={values.engine}
            onUseSystemSsh={() => set({ engine: 'system' })}
          />
        </div>
      )}
    </>
  )
}
