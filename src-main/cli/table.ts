// Rows in columns on a terminal, whatever is written in them.
import displayWidth from 'fast-string-width'
import { printable } from './output.ts'

/**
 * A line of titles and a line a row, columns two spaces apart; nothing for no rows. A cell is one line: what a gateway
 * wrote must not look like another row.
 */
export function table(
  titles: readonly string[],
  rows: readonly (readonly (string | undefined)[])[],
): string[] {
  if (rows.length === 0) return []
  const cells = [titles, ...rows].map(row => titles.map((_, column) => oneLine(row[column] ?? '')))
  const widths = titles.map((_, column) => Math.max(...cells.map(row => displayWidth(row[column] ?? ''))))
  return cells.map(row =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - displayWidth(cell)))
      .join('  ')
      .trimEnd(),
  )
}

/** Fit for a line among others. */
export function oneLine(text: string): string {
  return printable(text).replaceAll(/\s+/g, ' ').trim()
}

/** "3 min ago", or "just now"; a time to come, as a wrong clock makes one, counts as now. */
export function ago(at: number | undefined, now: number): string {
  if (at === undefined) return ''
  const ms = now - at
  const units: readonly (readonly [number, string])[] = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
  ]
  const unit = units.find(([size]) => ms >= size)
  return unit ? `${Math.floor(ms / unit[0])} ${unit[1]} ago` : 'just now'
}
