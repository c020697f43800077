import { Button, Select } from '@mantine/core'
import { useState } from 'react'
import { ownGatewayAuths, type OwnGateway } from '../../src-shared/own-gateway.ts'
import { Command } from '../ui/Command.tsx'
import { Note } from '../ui/Note.tsx'
import { useWords } from '../words.ts'
import { SecretField } from './SecretField.tsx'
import { labelledBy, SettingRow } from './SettingRow.tsx'
import type { useOwnGateway } from './use-own-gateway.ts'

type Props = Pick<ReturnType<typeof useOwnGateway>, 'change' | 'keepSecret'> & {
  readonly gateway: OwnGateway
}

const minLength = 12

/** How clients of this computer's gateway sign in, and the token or password for it. */
export function OwnGatewayAuthRow({ gateway, change, keepSecret }: Props) {
  const { t } = useWords()
  const { auth, hasPassword, hasToken, isReachable } = gateway
  const offered = ownGatewayAuths.filter(value => value !== 'password' || hasPassword || auth === 'password')
  const kept = (isKept: boolean, word: string) =>
    [t('settings.ownGateway.secretDetail'), ...(isKept ? [word] : [])].join(' ')
  return (
    <SettingRow
      id="ownAuth"
      control={
        <Select
          {...labelledBy('ownAuth')}
          w="12rem"
          allowDeselect={false}
          value={auth}
          onChange={chosen => chosen !== null && change({ auth: chosen })}
          data={offered.map(value => ({ value, label: t(`settings.ownGateway.auths.${value}`) }))}
        />
      }
    >
      {auth === 'none' && <Note tone="attention">{t('settings.ownGateway.noneWarning')}</Note>}
      {isReachable && !hasSecret(gateway) && (
        <Note tone="attention">{t('settings.ownGateway.secretNeeded')}</Note>
      )}
      {auth !== 'password' && (
        <>
          <MakeToken onMade={secret => keepSecret({ kind: 'token', secret })} />
          <SecretField
            label={t('settings.ownGateway.token')}
            description={kept(hasToken, t('settings.ownGateway.tokenKept'))}
            minLength={minLength}
            keep={t('settings.ownGateway.keepToken')}
            onKeep={secret => keepSecret({ kind: 'token', secret })}
          />
        </>
      )}
      <SecretField
        label={t('settings.ownGateway.password')}
        description={kept(hasPassword, t('settings.ownGateway.passwordKept'))}
        minLength={minLength}
        keep={t('settings.ownGateway.keepPassword')}
        onKeep={secret => keepSecret({ kind: 'password', secret })}
      />
    </SettingRow>
  )
}

function hasSecret({ auth, hasToken, hasPassword }: OwnGateway): boolean {
  return auth === 'password' ? hasPassword : auth === 'token' && hasToken
}

/** Makes a token here, so that it never comes from the vault into the window, and shows it until the page is left. */
function MakeToken({ onMade }: { readonly onMade: (token: string) => Promise<boolean> }) {
  const { t } = useWords()
  const [made, setMade] = useState<string>()
  const make = async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(32))
    const token = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
    if (await onMade(token)) setMade(token)
  }
  return (
    <>
      <Button variant="default" size="xs" onClick={() => void make()}>
        {t('settings.ownGateway.makeToken')}
      </Button>
      {made !== undefined && (
        <Note tone="good" urgent>
          {t('settings.ownGateway.shownOnce')}
          <Command command={made} label={t('settings.ownGateway.token')} />
        </Note>
      )}
    </>
  )
}
