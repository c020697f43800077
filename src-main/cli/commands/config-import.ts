// `gangway config import [FILE]`: takes over an OpenClaw configuration, after showing what that means. The file itself
// is only read.
import { homedir } from 'node:os'
import path from 'node:path'
import { targetName } from '../../../src-shared/connection.ts'
import { appError } from '../../../src-shared/errors.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { keepGatewaySecret } from '../../connection/gateway-secrets.ts'
import { editJson5, type Json5Edit } from '../../settings/edit-json5.ts'
import { openVault } from '../../settings/secret-vault.ts'
import { openSettings } from '../../settings/settings-store.ts'
import { confirm } from '../confirm.ts'
import type { CliContext } from '../context.ts'
import { openConfig, writeConfig, type OpenedConfig } from '../../gateway/edit-config.ts'
import { configPath } from '../which-config.ts'
import { mergeEdits, previewImport, remoteSecret, type ImportPreview } from '../imported-config.ts'
import { aligned } from '../output.ts'
import { readLine } from '../terminal-prompts.ts'

export type ImportOptions = {
  readonly yes?: boolean | undefined
  readonly dryRun?: boolean | undefined
  /** Whether a gateway of this computer is to poll the bot that comes along. */
  readonly pollBot?: boolean | undefined
}

export async function importConfig(
  context: CliContext,
  file: string | undefined,
  options: ImportOptions,
): Promise<void> {
  const { output } = context
  const theirs = await openTheirs(context, file)
  const mine = await openConfig(configPath(context, {}))
  if (theirs.file === mine.file)
    throw appError('INVALID_INPUT', { what: theirs.file, why: 'it is Gangway’s own configuration already' })
  const preview = previewImport(theirs.document)
  const edits = mergeEdits(mine.document, theirs.document)
  const facts = { from: theirs.file, to: mine.file, preview, changes: edits.map(edit => edit.path.join('.')) }
  if (options.dryRun) {
    output.result({ ok: true, saved: false, ...facts }, previewLines(theirs, mine, preview, edits.length))
    return
  }
  for (const line of previewLines(theirs, mine, preview, edits.length)) output.note(line)
  await confirm(context, 'Save that?', options.yes)
  const pollsBot = preview.pollsBot && (options.pollBot ?? (await agreesToPoll(context)))

  const isFresh = mine.before.text.trim() === ''
  // A fresh copy keeps the other file's comments; into one that exists only its values go.
  const text = isFresh ? theirs.before.text : editJson5(mine.before.text, edits)
  const kept = await keepSecret(context, theirs, preview)
  const last: Json5Edit[] = [
    ...(kept ? [{ path: kept.path, value: undefined }] : []),
    ...(preview.pollsBot && !pollsBot ? [{ path: ['channels', 'telegram', 'enabled'], value: false }] : []),
  ]
  await writeConfig(mine, last.length > 0 ? editJson5(text, last) : text, { shown: true })
  output.result({ ok: true, saved: true, ...facts, secret: kept ? kept.backend : 'in the file', pollsBot }, [
    `Saved to ${mine.file}${mine.before.exists ? ' (what was there before: .bak beside it)' : ''}.`,
    ...(kept ? [`The ${kept.kind} is in the ${kept.backend}, and not in that file.`] : []),
    ...(preview.pollsBot && !pollsBot
      ? [
          'The Telegram bot is switched off here. Once no other gateway polls it: gangway config set channels.telegram.enabled true',
        ]
      : []),
  ])
}

/** Two gateways that poll the same bot take its messages from each other, so nobody begins to by accident. */
async function agreesToPoll({ terminal, signal, output }: CliContext): Promise<boolean> {
  if (!terminal.isInteractive) return false
  output.note(
    'Telegram hands each message of a bot to one poller: with two gateways, each gets some of them, and errors (409).',
  )
  const question = 'Has the other gateway stopped, and may this one poll the bot (yes or no)? '
  const answer = await readLine(question, { ...terminal, signal })
  return answer?.trim() === 'yes'
}

async function openTheirs({ env }: CliContext, file: string | undefined): Promise<OpenedConfig> {
  const named = file ?? env['OPENCLAW_CONFIG_PATH']
  const opened = await openConfig(path.resolve(named ?? path.join(homedir(), '.openclaw', 'openclaw.json')))
  if (opened.before.exists) return opened
  throw appError('INVALID_INPUT', { what: opened.file, why: 'there is no such file' })
}

/** The remote gateway's secret goes where Gangway keeps secrets, if that outlives this command. */
async function keepSecret(context: CliContext, { document }: OpenedConfig, { target }: ImportPreview) {
  const found = remoteSecret(document)
  if (!found || !target) return undefined
  const { stateDir, profile, env } = context
  const vault = await openVault({ stateDir, profile, settings: await openSettings(stateDir), env })
  const { backend } = vault.status()
  if (backend === 'memory') return undefined
  await keepGatewaySecret(vault, target, found.secret)
  const place = backend === 'keychain' ? 'keychain' : 'private file for secrets'
  return { path: found.path, kind: found.secret.kind, backend: place }
}

function previewLines(
  theirs: OpenedConfig,
  mine: OpenedConfig,
  preview: ImportPreview,
  changes: number,
): string[] {
  const { mode, target, problem, remote, local, channels, models, unknownKeys, problems } = preview
  const port = local.port === undefined ? 'its usual port' : `port ${local.port}`
  return [
    ...aligned([
      ['From', theirs.file],
      ['To', `${mine.file} (${mine.before.exists ? `${changes} changes` : 'new'})`],
      ['Mode', mode],
      ['Gateway', target ? targetName(target, inEnglish) : (problem ?? 'the one of this computer')],
      ['Token', mode === 'remote' ? remote.token : local.token],
      ['Password', mode === 'remote' ? remote.password : local.password],
      ['Pinned certificate', mode === 'remote' ? (remote.pin ?? 'none') : undefined],
      ['This computer’s', `${local.bind}, ${port}`],
      ['Channels', channels.length > 0 ? channels.join(', ') : undefined],
      ['Model providers', models.length > 0 ? models.join(', ') : undefined],
      ['Kept unread', unknownKeys.length > 0 ? unknownKeys.join(', ') : undefined],
    ]),
    ...problems.map(one => `Cannot be used, and is left out: ${one.path}: ${one.why}`),
    ...(preview.includes ? ['It includes other files ($include); those are not read.'] : []),
    ...(channels.length > 0
      ? ['A gateway of this computer would answer on these channels too: stop the other one first.']
      : []),
  ]
}
