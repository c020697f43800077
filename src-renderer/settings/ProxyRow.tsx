import { Button, PasswordInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { isSettableProxy, proxyName, readProxyAddress } from '../../src-shared/proxy-address.ts'
import { proxyModes } from '../../src-shared/settings.ts'
import { desktop } from '../desktop.ts'
import { tellError } from '../tell.ts'
import { Note } from '../ui/Note.tsx'
import { useWords } from '../words.ts'
import { labelledBy, resetTo, SettingRow } from './SettingRow.tsx'
import { TextField } from './TextField.tsx'
import { useCredentials, type SettingsState } from './use-settings.ts'
import classes from './settings.module.css'

/** Whether a proxy stands on the way to gateway addresses, which, and its login. */
export function ProxyRow(state: SettingsState) {
  const { t } = useWords()
  const { settings, change } = state
  const [refused, setRefused] = useState<string>()
  const proxy = readProxyAddress(settings.proxyAddress)
  return (
    <SettingRow
      id="proxy"
      reset={resetTo(state, 'proxy')}
      control={
        <Select
          {...labelledBy('proxy')}
          w="18rem"
          maw="100%"
          allowDeselect={false}
          value={settings.proxy}
          onChange={chosen => chosen !== null && change({ proxy: chosen })}
          data={proxyModes.map(value => ({ value, label: t(`settings.proxy.modes.${value}`) }))}
        />
      }
    >
      {settings.proxy === 'system' && <Note tone="plain">{t('settings.proxy.systemDetail')}</Note>}
      {settings.proxy === 'address' && (
        <div className={classes.fields}>
          <TextField
            key={refused}
            label={t('settings.proxy.address')}
            placeholder="http://proxy.example:3128"
            translate="no"
            maxLength={512}
            value={refused ?? settings.proxyAddress}
            error={refused !== undefined && t('settings.proxy.addressInvalid')}
            onValue={next => {
              const isUsable = isSettableProxy(next ?? '')
              setRefused(isUsable ? undefined : next)
              if (isUsable) change({ proxyAddress: next ?? '' })
            }}
          />
          {proxy && <ProxyLogin key={proxyName(proxy)} name={proxyName(proxy)} />}
        </div>
      )}
    </SettingRow>
  )
}

/** On its way to the vault; it is never read back. */
function ProxyLogin({ name }: { name: string }) {
  const { t } = useWords()
  const { credentials, reload } = useCredentials()
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const isKept = credentials?.entries.some(({ id }) => id === `proxy-login/${name}`) ?? false
  const keep = async () => {
    await desktop.credentials.setProxyLogin({ user: user.trim(), password })
    setUser('')
    setPassword('')
    await reload()
  }
  return (
    <form
      className={classes.loginFields}
      onSubmit={event => {
        event.preventDefault()
        if (user.trim() !== '') keep().catch(tellError)
      }}
    >
      <TextInput
        label={t('settings.proxy.user')}
        placeholder={isKept ? t('settings.proxy.kept') : undefined}
        value={user}
        maxLength={255}
        onChange={event => setUser(event.currentTarget.value)}
        spellCheck={false}
        autoComplete="off"
      />
      <PasswordInput
        label={t('settings.proxy.password')}
        placeholder={isKept ? t('settings.proxy.kept') : undefined}
        value={password}
        maxLength={255}
        onChange={event => setPassword(event.currentTarget.value)}
        autoComplete="off"
      />
      <Button type="submit" variant="default" disabled={user.trim() === ''} className={classes.fieldButton}>
        {t('settings.proxy.keep')}
      </Button>
    </form>
  )
}
