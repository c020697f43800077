// The slash commands every conversation understands, with or without a model.

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
    description: 'What can be asked without a model.',
    category: 'status',
    argument: undefined,
    timing: 'at-once',
  },
  {
    name: 'status',
    description: 'The model, the gateway and what it is doing.',
    category: 'status',
    argument: undefined,
    timing: 'at-once',
  },
  {
    name: 'health',
    description: 'How the gateway is.',
    category: 'status',
    argument: undefined,
    timing: 'at-once',
  },
  {
    name: 'model',
    description: 'Lists the models, or chooses one for this conversation.',
    category: 'options',
    argument: 'name',
    timing: 'at-once',
  },
  {
    name: 'new',
    description: 'Begins the conversation anew.',
    category: 'session',
    argument: undefined,
    timing: 'at-once',
  },
  {
    name: 'stop',
    description: 'Stops the answers under way in this conversation.',
    category: 'session',
    argument: undefined,
    timing: 'at-once',
  },
  {
    name: 'compact',
    description: 'Puts what was said so far into few words, to make room.',
    category: 'session',
    argument: undefined,
    timing: 'in-turn',
  },
  {
    name: 'nodes',
    description: 'The devices that lend the gateway their commands.',
    category: 'tools',
    argument: undefined,
    timing: 'at-once',
  },
  {
    name: 'approve',
    description: 'Lists what waits for approval, or answers it.',
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
