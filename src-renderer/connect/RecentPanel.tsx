import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { nameElsewhere, type ConnectionTarget } from '../../src-shared/connection.ts'
import type { RecentTarget } from '../../src-shared/desktop-api.ts'
import { colorOf } from '../../src-shared/settings.ts'
import { liveSettings } from '../app-state.ts'
import { useStanding } from '../gateways/use-standing.ts'
import { useLive } from '../live.ts'
import { HostDot } from '../ui/HostDot.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import classes from './connect.module.css'

type Props = {
  readonly recent: readonly RecentTarget[]
  readonly keyOf: (entry: RecentTarget) => string
  readonly onConnect: (target: ConnectionTarget) => void
  readonly onForget: (target: ConnectionTarget) => void
}

export function RecentPanel({ recent, keyOf, onConnect, onForget }: Props) {
  const { t } = useWords()
  const standing = useStanding()
  const settings = useLive(liveSettings)
  return (
    <Panel title={t('connect.recent.title')}>
      <ul className={classes.list}>
        {recent.map(entry => {
          const target = nameElsewhere(entry.target)
          return (
            <li key={keyOf(entry)} className={classes.row}>
              <span className={classes.rowWords}>
                <span className={classes.rowName}>
                  <HostDot color={colorOf(settings, entry.target)} />
                  <bdi translate={target === undefined ? undefined : 'no'}>
                    {target ?? t('connect.recent.thisComputer')}
                  </bdi>
                </span>
                <span className={classes.rowDetail}>
                  {t('connect.recent.row', {
                    way: t(`connect.recent.ways.${entry.target.kind}`),
                    when: standing(entry),
                  })}
                </span>
              </span>
              <Button
                size="xs"
                variant="light"
                aria-label={t('connect.recent.connectTo', { target })}
                onClick={() => onConnect(entry.target)}
              >
                {t('connect.recent.connect')}
              </Button>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('connect.recent.remove', { target })}
                onClick={() => onForget(entry.target)}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
