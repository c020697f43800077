import { TextInput } from '@mantine/core'
import type { TargetFormState } from './use-target-form.ts'
import { useWords } from '../words.ts'
import classes from './connect.module.css'

export function DirectFields({ form }: { form: TargetFormState }) {
  const { t } = useWords()
  const { values, errors, set } = form
  return (
    <>
      <TextInput
        label={t('connect.form.address')}
        description={t('connect.form.addressHint')}
        placeholder={t('connect.form.addressExample')}
        value={values.url}
        onChange={event => set({ url: event.currentTarget.value })}
        error={errors.url && t(`connect.mistakes.${errors.url}`)}
        spellCheck={false}
        autoComplete="off"
        inputMode="url"
      />
      <TextInput
        label={t('connect.form.certificate')}
        description={t('connect.form.certificateHint')}
        placeholder={t('connect.form.certificateExample')}
        value={values.tlsFingerprint}
        onChange={event => set({ tlsFingerprint: event.currentTarget.value })}
        error={errors.tlsFingerprint && t(`connect.mistakes.${errors.tlsFingerprint}`)}
        classNames={{ input: classes.mono ?? '' }}
        spellCheck={false}
        autoComplete="off"
      />
    </>
  )
}
