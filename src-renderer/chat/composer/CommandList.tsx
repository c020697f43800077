import { useEffect, useRef } from 'react'
import { describeCommand } from '../../../src-shared/chat-commands.ts'
import type { ChatCommand } from '../../../src-shared/chat-commands.ts'
import type { Completion } from './ComposerBox.tsx'
import { useWords } from '../../words.ts'
import classes from './composer.module.css'

type Props = { readonly completion: Completion; readonly onPick: (command: ChatCommand) => void }

/** The commands that fit, above the text. The focus stays in the text; arrows move the choice. */
export function CommandList({ completion, onPick }: Props) {
  const { t } = useWords()
  const { matches, chosen, listId } = completion
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  if (matches.length === 0) return null
  return (
    <ul
      ref={list}
      id={listId}
      className={classes.commands}
      role="listbox"
      aria-label={t('chat.composer.commands')}
    >
      {matches.map((command, index) => (
        <li
          key={command.name}
          id={`${listId}-${index}`}
          role="option"
          aria-selected={index === chosen}
          className={classes.command}
          // Before the click takes the focus away from the text.
          onMouseDown={event => {
            event.preventDefault()
            onPick(command)
          }}
          onMouseMove={() => {
            if (index !== chosen) completion.choose(index)
          }}
        >
          <span className={classes.commandName} translate="no">
            {command.name}{' '}
            {command.argsHint && <span className={classes.commandArgs}>{command.argsHint}</span>}
          </span>
          <CommandWords command={command} />
        </li>
      ))}
    </ul>
  )
}

function CommandWords({ command }: { command: ChatCommand }) {
  const { t } = useWords()
  const words = describeCommand(command, t)
  // The gateway's own words are in a language that nobody knows.
  return (
    <span className={classes.commandWords} translate={words === command.description ? 'no' : undefined}>
      {words}
    </span>
  )
}
