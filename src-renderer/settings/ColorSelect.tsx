import { Select } from '@mantine/core'
import { hostColors, type HostColor } from '../../src-shared/settings.ts'
import { HostDot } from '../ui/HostDot.tsx'
import { useWords } from '../words.ts'

type Props = {
  readonly color: HostColor | undefined
  readonly onColor: (color: HostColor | undefined) => void
}

/** The colour that tells one gateway from the others wherever its name stands. */
export function ColorSelect({ color, onColor }: Props) {
  const { t } = useWords()
  return (
    <Select
      label={t('settings.hosts.color')}
      value={color ?? 'none'}
      allowDeselect={false}
      leftSection={color && <HostDot color={color} />}
      onChange={chosen => onColor(chosen === 'none' || chosen === null ? undefined : chosen)}
      data={(['none', ...hostColors] as const).map(value => ({
        value,
        label: t(`settings.hosts.colors.${value}`),
      }))}
    />
  )
}
