import { Button } from '@mantine/core'
import { nameElsewhere, targetName, type ConnectionTarget } from '../../src-shared/connection.ts'
import { colorOf, labelOf, withSaved } from '../../src-shared/settings.ts'
import { useRecent } from '../connect/use-recent.ts'
import { KeepSwitch } from '../gateways/KeepSwitch.tsx'
import { useStanding } from '../gateways/use-standing.ts'
import { HostDot } from '../ui/HostDot.tsx'
import { useWords } from '../words.ts'
import { ColorSelect } from './ColorSelect.tsx'
import { SettingRow } from './SettingRow.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import { TextField } from './TextField.tsx'
import type { SettingsState } from './use-settings.ts'
import classes from './settings.module.css'

export function GatewaysSection({ settings, change }: SettingsState) {
  const { t } = useWords()
  const standing = useStanding()
  const { recent, forget, keyOf } = useRecent()
  return (
    <SettingsSection id="gateways">
      <SettingRow id="gateways">
        {recent.length === 0 ? (
          <p className={classes.quiet}>{t('settings.gateways.none')}</p>
        ) : (
          <ul className={classes.list}>
            {recent.map(entry => {
              const { target } = entry
              const name = targetName(target, t)
              const pin = target.kind === 'direct' ? target.tlsFingerprint : undefined
              return (
                <li key={keyOf(entry)} className={classes.listRow}>
                  <span className={classes.listWords}>
                    <span className={classes.listName}>
                      <HostDot color={colorOf(settings, target)} />
                      <bdi>
                        {labelOf(settings, target) ??
                          nameElsewhere(target) ??
                          t('connect.recent.thisComputer')}
                      </bdi>
                    </span>
                    <span className={classes.quiet}>{standing(entry)}</span>
                    {target.kind !== 'ssh' && (
                      <NameFields target={target} name={name} settings={settings} change={change} />
                    )}
                    {pin && (
                      <span className={classes.quiet}>
                        {t('settings.gateways.pin', { fingerprint: pin })}
                      </span>
                    )}
                  </span>
                  <KeepSwitch target={target} name={name} />
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    color="red"
                    aria-label={t('settings.gateways.forgetOne', { name })}
                    onClick={() => forget(target)}
                  >
                    {t('settings.gateways.forget')}
                  </Button>
                </li>
              )
            })}
          </ul>
        )}
      </SettingRow>
    </SettingsSection>
  )
}

type NameFieldsProps = SettingsState & { readonly target: ConnectionTarget; readonly name: string }

/** What a gateway is called in lists, and its colour; those of a host stand with the host. */
function NameFields({ target, name, settings, change }: NameFieldsProps) {
  const { t } = useWords()
  const set = (wish: Parameters<typeof withSaved>[2]) =>
    change({ gateways: withSaved(settings.gateways, target, wish) })
  return (
    <span className={classes.hostPorts}>
      <TextField
        label={t('settings.gateways.label', { name })}
        placeholder={t('settings.hosts.labelExample')}
        value={labelOf(settings, target)}
        maxLength={80}
        onValue={label => set({ label })}
      />
      <ColorSelect color={colorOf(settings, target)} onColor={color => set({ color })} />
    </span>
  )
}
