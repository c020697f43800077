import type { HostColor } from '../../src-shared/settings.ts'
import classes from './HostDot.module.css'

/** The colour that a host was given, beside its name; nothing for a host without one. */
export function HostDot({ color }: { color: HostColor | undefined }) {
  return color && <span className={classes.dot} data-color={color} aria-hidden />
}
