import {
  IconActivityHeartbeat,
  IconAdjustmentsHorizontal,
  IconMessage2,
  IconPlugConnected,
} from '@tabler/icons-react'
import { GangwayMark } from '../ui/GangwayMark.tsx'
import { pageHref, type Page } from './use-route.ts'
import classes from './Rail.module.css'

const links = [
  { page: 'connect', label: 'Connect', Icon: IconPlugConnected },
  { page: 'chat', label: 'Chat', Icon: IconMessage2 },
  { page: 'health', label: 'Health', Icon: IconActivityHeartbeat },
  { page: 'settings', label: 'Settings', Icon: IconAdjustmentsHorizontal },
] as const

/** The pages: a rail on the left, a bar at the bottom where the window is narrow. */
export function Rail({ page }: { page: Page }) {
  return (
    <nav className={classes.rail} aria-label="Pages">
      <div className={classes.brand}>
        <GangwayMark />
        <span className={classes.name}>Gangway</span>
      </div>
      <ul className={classes.links}>
        {links.map(({ page: target, label, Icon }) => (
          <li key={target}>
            <a
              href={pageHref(target)}
              className={classes.link}
              aria-current={target === page ? 'page' : undefined}
            >
              <Icon size={19} stroke={1.7} aria-hidden />
              <span>{label}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
