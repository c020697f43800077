import { Switch } from '@mantine/core'
import { useState } from 'react'
import { DirectRoad } from '../../src-shared/connection.ts'
import { directMistakes } from '../connect/target-form.ts'
import { useWords } from '../words.ts'
import { TextField } from './TextField.tsx'

type Props = {
  readonly road: DirectRoad | undefined
  readonly onRoad: (road: DirectRoad | undefined) => void
}

/** The gateway's own address, for when its host cannot be reached over SSH, or the other way round. */
export function DirectRoadFields({ road, onRoad }: Props) {
  const { t } = useWords()
  const [mistakes, setMistakes] = useState<ReturnType<typeof directMistakes>>({})
  const set = (change: { readonly [Field in keyof DirectRoad]?: DirectRoad[Field] | undefined }) => {
    const next = { url: '', ...road, ...change }
    if (next.url === undefined || next.url === '') {
      setMistakes({})
      return onRoad(undefined)
    }
    const found = directMistakes(next.url, next.tlsFingerprint ?? '')
    setMistakes(found)
    const set_ = Object.entries(next).filter(([, value]) => value !== undefined && value !== false)
    const parsed = DirectRoad.safeParse(Object.fromEntries(set_))
    if (Object.keys(found).length > 0 || !parsed.success) return 'mistaken'
    return onRoad(parsed.data)
  }
  return (
    <>
      <TextField
        label={t('settings.hosts.direct')}
        description={t('settings.hosts.directDetail')}
        placeholder="wss://gateway.example"
        translate="no"
        value={road?.url}
        maxLength={2048}
        error={mistakes.url !== undefined && t(`connect.mistakes.${mistakes.url}`)}
        onValue={url => set({ url })}
      />
      {road && (
        <>
          <TextField
            label={t('settings.hosts.directPin')}
            placeholder="sha256:…"
            translate="no"
            value={road.tlsFingerprint}
            maxLength={128}
            error={mistakes.tlsFingerprint !== undefined && t(`connect.mistakes.${mistakes.tlsFingerprint}`)}
            onValue={tlsFingerprint => set({ tlsFingerprint })}
          />
          <Switch
            label={t('settings.hosts.directFirst')}
            checked={road.isFirst ?? false}
            onChange={event => set({ isFirst: event.currentTarget.checked })}
          />
        </>
      )}
    </>
  )
}
