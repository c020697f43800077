// Slash commands as the gateway lists them, and which of them fit what is being typed.
import { english } from './i18n/english.ts'
import type { T } from './i18n/message-types.ts'
import { asPlain, idOf, listOf, textOf, valueOf } from './chat-untrusted.ts'

export type ChatCommand = {
  /** With its slash: `/status`. */
  readonly name: string
  readonly aliases: readonly string[]
  readonly description: string
  readonly acceptsArgs: boolean
  /** What may follow, as in `<level>`. */
  readonly argsHint: string
}

const maxCommands = 500

/** The answer of `commands.list`; what cannot be read is left out. */
export function readCommands(raw: unknown): readonly ChatCommand[] {
  return listOf(asPlain(raw), 'commands', maxCommands).flatMap(value => {
    const command = asPlain(value)
    const plainName = idOf(command, 'name')
    if (!command || plainName === undefined || valueOf(command, 'scope') === 'native') return []
    const aliases = listOf(command, 'textAliases', 20).filter(
      (alias): alias is string => typeof alias === 'string' && /^\/\S{1,64}$/.test(alias),
    )
    const name = aliases[0] ?? `/${plainName.replace(/^\//, '')}`
    if (!/^\/\S{1,64}$/.test(name)) return []
    return [
      {
        name,
        aliases: aliases.slice(1),
        description: textOf(command, 'description', 300) ?? '',
        acceptsArgs: valueOf(command, 'acceptsArgs') === true,
        argsHint: listOf(command, 'args', 20)
          .flatMap(arg => idOf(asPlain(arg), 'name') ?? [])
          .map(arg => `<${arg}>`)
          .join(' '),
      },
    ]
  })
}

/** What a command does: in the reader's language when the gateway says it in the words we know, else in its own. */
export function describeCommand({ name, description }: ChatCommand, t: T): string {
  const known = name.replace(/^\//, '')
  return isKnown(known) && english.commands[known] === description ? t(`commands.${known}`) : description
}

function isKnown(name: string): name is keyof typeof english.commands {
  return Object.hasOwn(english.commands, name)
}

/** What of the text is a command being typed: `/st` of `/st`; undefined once a space follows. */
export function commandBeingTyped(text: string, caret: number): string | undefined {
  const before = text.slice(0, caret)
  return /^\/[^\s/]*$/.test(before) && /^(?:\s|$)/.test(text.slice(caret)) ? before.toLowerCase() : undefined
}

/** Commands that begin with what was typed, then those that contain it. */
export function matchCommands(commands: readonly ChatCommand[], typed: string): readonly ChatCommand[] {
  const names = (command: ChatCommand) => [command.name, ...command.aliases].map(name => name.toLowerCase())
  const begin = commands.filter(command => names(command).some(name => name.startsWith(typed)))
  const word = typed.slice(1)
  const contain =
    word === '' ? [] : commands.filter(c => !begin.includes(c) && names(c).some(name => name.includes(word)))
  return [...begin, ...contain]
}
