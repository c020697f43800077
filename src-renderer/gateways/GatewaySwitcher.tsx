import { IconChevronDown } from '@tabler/icons-react'
import { describeShortly, nameElsewhere, toneOf } from '../../src-shared/connection.ts'
import { useId } from 'react'
import type { GatewayEntry } from '../../src-shared/desktop-api.ts'
import { liveGateways } from '../app-state.ts'
import { desktop } from '../desktop.ts'
import { useLive } from '../live.ts'
import { tell } from '../tell.ts'
import { HostDot } from '../ui/HostDot.tsx'
import { Mark } from '../ui/Mark.tsx'
import { PopoverItem, PopoverMenu } from '../ui/PopoverMenu.tsx'
import { closePopover } from '../ui/popover.ts'
import { useWords } from '../words.ts'
import { shortcutOf, useGatewayKeys } from './gateway-keys.ts'
import classes from './GatewaySwitcher.module.css'

/** Turns the window to another gateway; there only where there are several to turn to. */
export function GatewaySwitcher() {
  const { t } = useWords()
  const entries = useLive(liveGateways) ?? []
  const menuId = useId()
  const show = (entry: GatewayEntry) => {
    closePopover(menuId)
    tell(desktop.gateways.show({ key: entry.key }))
  }
  useGatewayKeys(entries, show)
  if (entries.length < 2) return null
  const waiting = entries
    .filter(({ isShown }) => !isShown)
    .reduce((sum, { approvals, unread }) => sum + approvals + unread, 0)

  return (
    <>
      <button
        type="button"
        className={classes.open}
        popoverTarget={menuId}
        aria-label={t('shell.gateways.open', { waiting })}
        title={t('shell.gateways.open', { waiting })}
      >
        <IconChevronDown size={16} aria-hidden />
        {waiting > 0 && (
          <span className={classes.count} aria-hidden>
            {waiting}
          </span>
        )}
      </button>
      <PopoverMenu id={menuId} width="wide" align="start">
        <nav aria-label={t('shell.gateways.title')}>
          <ul className={classes.list}>
            {entries.map((entry, index) => (
              <li key={entry.key}>
                <Entry entry={entry} index={index} onShow={() => show(entry)} />
              </li>
            ))}
          </ul>
        </nav>
      </PopoverMenu>
    </>
  )
}

type EntryProps = {
  readonly entry: GatewayEntry
  readonly index: number
  readonly onShow: () => void
}

function Entry({ entry, index, onShow }: EntryProps) {
  const { t } = useWords()
  const { target, label, color, stands, isShown, approvals, unread } = entry
  const name = label ?? nameElsewhere(target)
  const shortcut = shortcutOf(index)
  return (
    <PopoverItem
      aria-current={isShown ? 'true' : undefined}
      aria-keyshortcuts={shortcut?.aria}
      onClick={onShow}
    >
      <Mark shape={toneOf(stands)} />
      <span className={classes.words}>
        <bdi className={classes.name} translate={name === undefined ? undefined : 'no'}>
          <HostDot color={color} />
          {name ?? t('connect.recent.thisComputer')}
        </bdi>
        <span className={classes.detail}>
          {t('shell.gateways.stands', { how: describeShortly(stands, t), approvals, unread })}
        </span>
      </span>
      {shortcut && <kbd className={classes.key}>{shortcut.shown}</kbd>}
    </PopoverItem>
  )
}
