// The report a person can paste into an issue: what is going on here, with nothing secret in it.
import os from 'node:os'
import { connectionInOneLine } from '../src-shared/connection.ts'
import { judgeHealth } from '../src-shared/health.ts'
import { stepTitle, type Ladder } from '../src-shared/ladder.ts'
import { inEnglish } from '../src-shared/i18n/in-english.ts'
import { say } from '../src-shared/said.ts'
import { storyLines } from '../src-shared/timeline.ts'
import type { Core } from './core.ts'

const logLines = 200

/** The parts of the app that are told of. */
export type DiagnosedCore = Pick<Core, 'connection' | 'settings' | 'log' | 'installation' | 'vault'>

export function writeDiagnostics(core: DiagnosedCore, now: number): string {
  const state = core.connection.state
  const health = judgeHealth(core.connection.health, now)
  const vault = core.vault.status()
  const lines = [
    `Gangway ${core.installation.version}, Node ${process.versions.node}, ${os.platform()} ${os.release()} ${os.arch()}`,
    `Written ${new Date(now).toISOString()}`,
    `Connection: ${state.phase}: ${connectionInOneLine(state, now, inEnglish)}`,
    ...('error' in state ? [`Error: ${state.error.code}: ${state.error.message}`] : []),
    ...('ladder' in state ? ladderLines(state.ladder) : []),
    'What happened (UTC):',
    ...storyLines(core.connection.timeline, inEnglish, utcTime).map(line => `  ${line}`),
    `Local port: ${core.connection.localPort.phase}`,
    `Health: ${health.level}${health.reasons.length > 0 ? `: ${health.reasons.map(reason => say(reason, inEnglish)).join(' ')}` : ''}`,
    `Secrets: ${vault.backend}${vault.why ? ` (${say(vault.why, inEnglish)})` : ''}`,
    `Settings: ${JSON.stringify({ ...core.settings.app, hosts: core.settings.app.hosts.length })}`,
    ...(core.settings.problem ? [`Settings problem: ${core.settings.problem.message}`] : []),
    '',
    `The last ${logLines} lines of the log:`,
    ...core.log
      .recent()
      .slice(-logLines)
      .map(line => JSON.stringify(line)),
    '',
  ]
  return core.log.redactText(lines.join('\n'))
}

function utcTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

function ladderLines(ladder: Ladder): string[] {
  return ladder.map(step => {
    const time = step.durationMs === undefined ? '' : ` ${Math.round(step.durationMs)} ms`
    return `  ${step.verdict}: ${stepTitle(step.id, inEnglish)}${time}${step.note ? ` (${say(step.note, inEnglish)})` : ''}`
  })
}
