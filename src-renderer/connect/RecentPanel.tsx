import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { targetName, type ConnectionTarget } from '../../src-shared/connection.ts'
import type { RecentTarget } from '../../src-shared/desktop-api.ts'
import { Panel } from '../ui/Panel.tsx'
import { sayAgo } from '../ui/time-words.ts'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import classes from './connect.module.css'

type Props = {
  readonly recent: readonly RecentTarget[]
  readonly keyOf: (entry: RecentTarget) => string
  readonly onConnect: (target: ConnectionTarget) => void
  readonly onForget: (target: ConnectionTarget) => void
}

const ways: Record<ConnectionTarget['kind'], string> = {
  local: 'Built-in gateway',
  ssh: 'Over SSH',
  direct: 'Gateway address',
}

export function RecentPanel({ recent, keyOf, onConnect, onForget }: Props) {
  const { t } = useWords()
  const now = useNow(false)
  return (
    <Panel title="Recent gateways">
      <ul className={classes.list}>
        {recent.map(entry => {
          const name = entry.target.kind === 'local' ? 'This computer' : targetName(entry.target, t)
          return (
            <li key={keyOf(entry)} className={classes.row}>
              <span className={classes.rowWords}>
                <bdi className={classes.rowName}>{name}</bdi>
                <span className={classes.rowDetail}>
                  {ways[entry.target.kind]} · {sayAgo(entry.lastOnlineAt, now)}
                </span>
              </span>
              <Button
                size="xs"
                variant="light"
                aria-label={`Connect to ${name}`}
                onClick={() => onConnect(entry.target)}
              >
                Connect
              </Button>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove ${name} from this list`}
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
