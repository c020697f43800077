import { Button, Select } from '@mantine/core'
import { ownGatewayBinds, type OwnGateway } from '../../src-shared/own-gateway.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Note } from '../ui/Note.tsx'
import { useWords } from '../words.ts'
import { ModelField } from './ModelField.tsx'
import { ModelProviderFields } from './ModelProviderFields.tsx'
import { NumberField } from './NumberField.tsx'
import { OwnGatewayAuthRow } from './OwnGatewayAuthRow.tsx'
import { labelledBy, SettingRow } from './SettingRow.tsx'
import type { SectionProps } from './SettingsPage.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import { useOwnGateway } from './use-own-gateway.ts'

type Own = ReturnType<typeof useOwnGateway>
type Props = Omit<Own, 'gateway' | 'error'> & { readonly gateway: OwnGateway }

/** The port, who may come in, and who answers, of the gateway that this app runs. */
export function OwnGatewaySection({ shows }: Pick<SectionProps, 'shows'>) {
  const { t } = useWords()
  const { gateway, error, ...actions } = useOwnGateway()
  if (!gateway) return null
  const own = { gateway, ...actions }
  const trouble = error ?? gateway.problem
  return (
    <SettingsSection
      id="own-gateway"
      actions={
        gateway.needsRestart && (
          <Button size="xs" onClick={actions.restart}>
            {t('settings.ownGateway.restart')}
          </Button>
        )
      }
    >
      {trouble && <ErrorNote error={trouble} />}
      <div role="status">
        {gateway.needsRestart && <Note tone="attention">{t('settings.ownGateway.restartNeeded')}</Note>}
      </div>
      {shows('ownPort') && <PortRow {...own} />}
      {shows('ownBind') && <BindRow {...own} />}
      {shows('ownAuth') && <OwnGatewayAuthRow {...own} />}
      {shows('ownModel') && (
        <SettingRow id="ownModel">
          <ModelField model={gateway.model} onModel={model => actions.change({ model: model ?? null })} />
        </SettingRow>
      )}
      {shows('ownProvider') && (
        <SettingRow id="ownProvider">
          <ModelProviderFields {...own} />
        </SettingRow>
      )}
    </SettingsSection>
  )
}

function PortRow({ gateway, change }: Props) {
  const { t } = useWords()
  const { port, portVariable, hasOwnPort } = gateway
  return (
    <SettingRow
      id="ownPort"
      control={
        portVariable === undefined && (
          <NumberField
            {...labelledBy('ownPort')}
            w="8rem"
            placeholder={String(port)}
            value={hasOwnPort ? port : undefined}
            min={1}
            max={65_535}
            complaint={t('settings.hosts.portInvalid')}
            optional
            onValue={chosen => change({ port: chosen ?? null })}
          />
        )
      }
    >
      {portVariable !== undefined && (
        <Note tone="plain">{t('settings.ownGateway.variable', { variable: portVariable })}</Note>
      )}
    </SettingRow>
  )
}

function BindRow({ gateway: { bind }, change }: Props) {
  const { t } = useWords()
  return (
    <SettingRow
      id="ownBind"
      control={
        <Select
          {...labelledBy('ownBind')}
          w="18rem"
          maw="100%"
          allowDeselect={false}
          value={bind}
          onChange={chosen => chosen !== null && chosen !== 'custom' && change({ bind: chosen })}
          data={ownGatewayBinds
            .filter(value => (value !== 'custom' && value !== 'auto') || value === bind)
            .map(value => ({ value, label: t(`settings.ownGateway.binds.${value}`) }))}
        />
      }
    >
      {(bind === 'lan' || bind === 'tailnet' || bind === 'custom') && (
        <Note tone="attention">{t('settings.ownGateway.openWarning')}</Note>
      )}
    </SettingRow>
  )
}
