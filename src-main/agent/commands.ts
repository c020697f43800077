// The slash commands every conversation understands, with or without a model.
import { english } from '../../src-shared/i18n/english.ts'

/** `at-once`: beside whatever the conversation is busy with. `in-turn`: after what came before it. */
export type CommandTiming = 'at-once' | 'in-turn'

type Command = {
  readonly name: string
  readonly description: string
  readonly category: 'status' | 'options' | 'session' | 'tools'
  readonly argument: string | undefined
  readonly timing: CommandTiming
}

export const commands = [
  {
    name: 'help',
    description: english.commands.help,
    category: 'status',
    argument: undefined,
    timing: 'at-once',
  },
  {
    name: 'status',
    description: english.commands.status,
    category: 'status',
    argument: undefined,
    timing: 'at-once',
  },
  {
    name: 'health',
    description: english.commands.health,
    category: 'status',
    argument: undefined,
    timing: 'at-once',
  },
  {
    name: 'model',
    description: english.commands.model,
    category: 'options',
    argument: 'name',
    timing: 'at-once',
  },
  {
    name: 'new',
    description: english.commands.new,
    category: 'session',
    argument: undefined,
    timing: 'at-once',
  },
  {
    name: 'stop',
    description: english.commands.stop,
    category: 'session',
    argument: undefined,
    timing: 'at-once',
  },
  {
    name: 'compact',
    description: english.commands.compact,
    category: 'session',
    argument: undefined,
    timing: 'in-turn',
  },
  {
    name: 'nodes',
    description: english.commands.nodes,
    category: 'tools',
    argument: undefined,
    timing: 'at-once',
  },
  {
    name: 'approve',
    description: english.commands.approve,
    category: 'tools',
    argument: 'id allow-once|allow-always|deny',
    timing: 'at-once',
  },
] as const satisfies readonly Command[]

export type CommandName = (typeof commands)[number]['name']

/** A known name after a slash, and what follows it; undefined for anything else. */
export function parseCommand(text: string): { name: CommandName; argument: string } | undefined {
  const match = /^\/([a-z]+)(?:\s+(.*))?$/is.exec(text.trim())
  const known = commands.find(command => command.name === match?.[1]?.toLowerCase())
  return known && { name: known.name, argument: (match?.[2] ?? '').trim() }
}

export function commandTiming(text: string): CommandTiming | undefined {
  const name = parseCommand(text)?.name
  return commands.find(command => command.name === name)?.timing
}
