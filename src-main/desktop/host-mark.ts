// A host's colour where there is only text: trays and their menus draw no more than that.
import type { HostColor } from '../../src-shared/settings.ts'

const marks: Record<HostColor, string> = {
  red: '🔴',
  orange: '🟠',
  yellow: '🟡',
  green: '🟢',
  blue: '🔵',
  purple: '🟣',
  brown: '🟤',
}

/** `🔴 harbour` */
export function withMark(color: HostColor | undefined, text: string): string {
  return color === undefined ? text : `${marks[color]} ${text}`
}
