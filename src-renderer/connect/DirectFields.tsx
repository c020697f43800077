import { TextInput } from '@mantine/core'
import type { TargetFormState } from './use-target-form.ts'
import classes from './connect.module.css'

export function DirectFields({ form }: { form: TargetFormState }) {
  const { values, errors, set } = form
  return (
    <>
      <TextInput
        label="Address"
        description="wss:// anywhere; ws:// only on this computer, a private network or a tailnet."
        placeholder="wss://gateway.example:443"
        value={values.url}
        onChange={event => set({ url: event.currentTarget.value })}
        error={errors.url}
        spellCheck={false}
        autoComplete="off"
        inputMode="url"
      />
      <TextInput
        label="Certificate fingerprint (optional)"
        description="For a self-signed certificate: its SHA-256, read on the gateway’s host."
        placeholder="64 hex digits, with or without colons"
        value={values.tlsFingerprint}
        onChange={event => set({ tlsFingerprint: event.currentTarget.value })}
        error={errors.tlsFingerprint}
        classNames={{ input: classes.mono ?? '' }}
        spellCheck={false}
        autoComplete="off"
      />
    </>
  )
}
