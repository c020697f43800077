import { Select } from '@mantine/core'
import { useState } from 'react'
import type { OwnGateway } from '../../src-shared/own-gateway.ts'
import { useWords } from '../words.ts'
import { SecretField } from './SecretField.tsx'
import { TextField } from './TextField.tsx'
import type { useOwnGateway } from './use-own-gateway.ts'
import classes from './settings.module.css'

type Props = Pick<ReturnType<typeof useOwnGateway>, 'change' | 'keepKey'> & { readonly gateway: OwnGateway }

/** One provider at a time: the one of the model that answers, at first. */
export function ModelProviderFields({ gateway, change, keepKey }: Props) {
  const { t } = useWords()
  const { providers, model } = gateway
  const [chosen, setChosen] = useState<string>()
  const [complaint, setComplaint] = useState(false)
  const provider =
    providers.find(({ id }) => id === (chosen ?? model?.split('/')[0])) ??
    providers.find(({ isLocal }) => !isLocal)
  if (!provider) return null
  const { id, baseUrl, isLocal, hasKey } = provider
  return (
    <>
      <div className={classes.hostPorts}>
        <Select
          label={t('settings.ownGateway.provider')}
          allowDeselect={false}
          value={id}
          onChange={next => {
            if (next !== null) setChosen(next)
            setComplaint(false)
          }}
          data={providers.map(one => ({ value: one.id, label: one.label }))}
        />
        <TextField
          key={id}
          label={t('settings.ownGateway.baseUrl')}
          placeholder={baseUrl}
          translate="no"
          value={baseUrl}
          maxLength={2048}
          error={complaint && t('settings.ownGateway.baseUrlInvalid')}
          onValue={next => {
            const isUsable = next === undefined || (/^https?:\/\//.test(next) && URL.canParse(next))
            setComplaint(!isUsable)
            if (isUsable) change({ provider: { id, baseUrl: next ?? null } })
          }}
        />
      </div>
      <SecretField
        key={`${id} key`}
        label={t('settings.ownGateway.key')}
        placeholder={
          hasKey
            ? t('settings.ownGateway.keyKept')
            : isLocal
              ? t('settings.ownGateway.noKeyNeeded')
              : undefined
        }
        minLength={1}
        keep={t('settings.ownGateway.keepKey')}
        onKeep={key => keepKey(id, key)}
      />
    </>
  )
}
