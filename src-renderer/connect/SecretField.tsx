import { PasswordInput, SegmentedControl } from '@mantine/core'
import { useId } from 'react'
import { useWords } from '../words.ts'
import classes from './connect.module.css'

type Kind = 'token' | 'password'

type Props = {
  readonly kind: Kind
  readonly onKind: (kind: Kind) => void
  readonly secret: string
  readonly onSecret: (secret: string) => void
  readonly description?: string
}

/** A gateway's shared secret. It goes to the vault under the target's name and is never shown again. */
export function SecretField({ kind, onKind, secret, onSecret, description }: Props) {
  const { t } = useWords()
  const label = useId()
  return (
    <div>
      <div className={classes.secretHeader}>
        <span id={label} className={classes.label}>
          {t('connect.secret.credential')}
        </span>
        <SegmentedControl
          size="xs"
          aria-labelledby={label}
          value={kind}
          onChange={onKind}
          data={[
            { value: 'token', label: t('connect.secret.kinds.token') },
            { value: 'password', label: t('connect.secret.kinds.password') },
          ]}
        />
      </div>
      <PasswordInput
        aria-label={t(`connect.secret.fields.${kind}`)}
        description={description}
        value={secret}
        onChange={event => onSecret(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
      />
    </div>
  )
}
