// The findings as a table for a terminal.
import type { Finding, Want } from './finding.ts'

export function formatTable(findings: readonly Finding[]): string {
  const rows = [
    ['measure', 'Gangway', 'peer', 'got', 'rounds', 'want', ''],
    ...findings.map(finding => [
      finding.name,
      `${figure(finding.ours)} ${finding.unit}`,
      finding.theirs === undefined ? '–' : `${figure(finding.theirs)} ${finding.unit} (${finding.peer})`,
      gotText(finding),
      finding.spread.map(figure).join('–'),
      wantText(finding),
      finding.met === undefined ? '' : finding.met ? 'met' : 'MISSED',
    ]),
  ]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? []
  const lines = rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const notes = findings.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`]))
  return [...lines, ...(notes.length > 0 ? ['', ...notes] : []), ''].join('\n')
}

function gotText({ got, theirs, unit }: Finding): string {
  return theirs === undefined ? `${figure(got)} ${unit}` : `× ${figure(got)}`
}

function wantText({ want, theirs, unit }: Finding): string {
  if (!want) return ''
  return theirs === undefined ? `${sign(want)} ${unit}` : sign(want)
}

function sign(want: Want): string {
  return 'atLeast' in want ? `≥ ${want.atLeast}` : `≤ ${want.atMost}`
}

function figure(value: number): string {
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2)
}
