import {
  IconActivityHeartbeat,
  IconAdjustmentsHorizontal,
  IconMessage2,
  IconPlugConnected,
  IconServerCog,
} from '@tabler/icons-react'
import { useApprovals } from '../approvals/use-approvals.ts'
import { GangwayMark } from '../ui/GangwayMark.tsx'
import { useWords } from '../words.ts'
import { pageHref, type Page } from './use-route.ts'
import classes from './Rail.module.css'

const links = [
  { page: 'connect', Icon: IconPlugConnected },
  { page: 'chat', Icon: IconMessage2 },
  { page: 'health', Icon: IconActivityHeartbeat },
  { page: 'gateway', Icon: IconServerCog },
  { page: 'settings', Icon: IconAdjustmentsHorizontal },
] as const

/** The pages: a rail on the left, a bar at the bottom where the window is narrow. */
export function Rail({ page }: { page: Page }) {
  const { t } = useWords()
  const waiting = useApprovals().pending?.length ?? 0
  return (
    <nav className={classes.rail} aria-label={t('shell.navigation')}>
      <div className={classes.brand}>
        <GangwayMark />
        <span className={classes.name} translate="no">
          Gangway
        </span>
      </div>
      <ul className={classes.links}>
        {links.map(({ page: target, Icon }) => (
          <li key={target}>
            <a
              href={pageHref(target, target === 'gateway' && waiting > 0 ? 'approvals' : undefined)}
              className={classes.link}
              aria-current={target === page ? 'page' : undefined}
            >
              <Icon size={19} stroke={1.7} aria-hidden />
              <span>{t(`shell.pages.${target}`)}</span>
              {target === 'gateway' && waiting > 0 && (
                <span className={classes.count} aria-label={t('gateway.approvals.count', { count: waiting })}>
                  {waiting}
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
