import { ActionIcon, Button } from '@mantine/core'
import { IconArrowUp, IconPaperclip } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState } from 'react'
import type { AriaAttributes, ClipboardEvent, DragEvent, KeyboardEvent } from 'react'
import { commandBeingTyped, matchCommands } from '../../../src-shared/chat-commands.ts'
import type { ChatCommand } from '../../../src-shared/chat-commands.ts'
import { say } from '../../../src-shared/said.ts'
import { tell, tellError } from '../../tell.ts'
import { refuseMessage } from '../attachment-limits.ts'
import type { Workspace } from '../chat-workspace.ts'
import { useObservable } from '../use-observable.ts'
import { AttachmentStrip } from './AttachmentStrip.tsx'
import { CommandList } from './CommandList.tsx'
import { useWords } from '../../words.ts'
import classes from './composer.module.css'

type Props = { readonly workspace: Workspace }

const maxRows = 12

/** Where a message is written. The text stays a draft until it is sent, whatever happens to window and connection. */
export function ComposerBox({ workspace }: Props) {
  const { t } = useWords()
  const { conversation, gateway, online } = workspace
  const { composer } = conversation
  const view = useObservable(composer)
  const textarea = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const [isDropping, setDropping] = useState(false)
  const hintId = useId()
  const completion = useCompletion(workspace.commands, view.text, textarea)
  const { canQueue } = conversation.sending
  const canSend =
    (online || canQueue) && view.reading === 0 && (view.text.trim() !== '' || view.attachments.length > 0)

  // Whoever opens a session wants to write there.
  useEffect(() => textarea.current?.focus({ preventScroll: true }), [])

  const send = () => {
    if (!canSend) return
    const refusal = refuseMessage(view.text, view.attachments, gateway)
    composer.refuse(refusal)
    if (refusal !== undefined) return
    const parcel = composer.take()
    conversation.sending.send(parcel.text.trim(), parcel.attachments).then(parcel.sent, (error: unknown) => {
      parcel.putBack()
      tellError(error)
    })
    textarea.current?.focus()
  }

  const complete = (command: ChatCommand) => {
    composer.write(`${command.name}${command.acceptsArgs ? ' ' : ''}`)
    completion.close()
    textarea.current?.focus()
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, Enter belongs to it. Safari says so only by the key code.
    if (event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return
    const { matches, chosen } = completion
    if (matches.length > 0) {
      const command = matches[chosen]
      switch (event.key) {
        case 'ArrowDown':
        case 'ArrowUp':
          event.preventDefault()
          completion.choose((chosen + (event.key === 'ArrowDown' ? 1 : matches.length - 1)) % matches.length)
          return
        case 'Escape':
          event.preventDefault()
          completion.close()
          return
        case 'Tab':
        case 'Enter':
          // A command that is typed out already is sent by Enter like any message.
          if (!command || event.shiftKey || (event.key === 'Enter' && view.text === command.name)) break
          event.preventDefault()
          complete(command)
          return
        default:
      }
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault()
      send()
    }
  }

  const attach = (files: readonly File[]) => tell(composer.attach(files, gateway))

  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files]
    if (files.length === 0) return
    event.preventDefault()
    attach(files)
  }

  const onDrop = (event: DragEvent) => {
    setDropping(false)
    const files = [...event.dataTransfer.files]
    // Text goes where it is dropped; an address is text here.
    if (files.length === 0) return
    event.preventDefault()
    attach(files)
  }

  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setDropping(true)
  }

  return (
    <div className={classes.area}>
      <CommandList completion={completion} onPick={complete} />
      <form
        className={classes.box}
        data-dropping={isDropping}
        aria-label={t('chat.composer.form')}
        onSubmit={event => {
          event.preventDefault()
          send()
        }}
        onDragOver={onDragOver}
        onDragLeave={() => setDropping(false)}
        onDrop={onDrop}
      >
        <AttachmentStrip composer={composer} />
        {view.refusals.length > 0 && (
          <div className={classes.refusals} role="alert">
            {view.refusals
              .map(refusal => say(refusal, t))
              .map(refusal => (
                <p key={refusal}>{refusal}</p>
              ))}
          </div>
        )}
        <textarea
          ref={textarea}
          data-kept
          className={classes.text}
          aria-label={t('chat.composer.message')}
          aria-describedby={hintId}
          placeholder={t(
            online
              ? 'chat.composer.example'
              : canQueue
                ? 'chat.composer.queueExample'
                : 'chat.composer.draftExample',
          )}
          rows={Math.min(maxRows, view.text.split('\n', maxRows).length)}
          value={view.text}
          onChange={event => composer.write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onSelect={completion.follow}
          onBlur={composer.flush}
          onPaste={onPaste}
          dir="auto"
          {...completion.textareaProps}
        />
        <div className={classes.bar}>
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            aria-label={t('chat.composer.files')}
            onChange={event => {
              attach([...(event.currentTarget.files ?? [])])
              // So that the same file can be chosen once more.
              event.currentTarget.value = ''
            }}
          />
          <ActionIcon
            className={classes.clip ?? ''}
            variant="subtle"
            color="gray"
            size="md"
            aria-label={t('chat.composer.attach')}
            onClick={() => picker.current?.click()}
          >
            <IconPaperclip size={18} aria-hidden />
          </ActionIcon>
          <span id={hintId} className={classes.hint}>
            {t(
              online
                ? 'chat.composer.hint'
                : canQueue
                  ? 'chat.composer.queueHint'
                  : 'chat.composer.draftHint',
            )}
          </span>
          <Button
            type="submit"
            size="xs"
            disabled={!canSend}
            leftSection={<IconArrowUp size={16} aria-hidden />}
          >
            {t('chat.composer.send')}
          </Button>
        </div>
      </form>
    </div>
  )
}

export type Completion = {
  readonly matches: readonly ChatCommand[]
  readonly chosen: number
  readonly listId: string
  readonly choose: (index: number) => void
  readonly close: () => void
  readonly follow: () => void
  readonly textareaProps: AriaAttributes
}

const maxMatches = 50

/** Commands that fit what is typed, while a command is being typed. */
function useCompletion(
  commands: readonly ChatCommand[],
  text: string,
  textarea: React.RefObject<HTMLTextAreaElement | null>,
): Completion {
  const listId = useId()
  const [caret, setCaret] = useState(0)
  const [choice, setChoice] = useState({ typed: '', index: 0 })
  const [closedFor, setClosedFor] = useState<string>()
  const typed = commandBeingTyped(text, Math.min(caret, text.length))
  const isOpen = typed !== undefined && closedFor !== typed
  const matches = isOpen ? matchCommands(commands, typed).slice(0, maxMatches) : []
  const chosen = choice.typed === typed ? Math.min(choice.index, Math.max(0, matches.length - 1)) : 0
  const hasMatches = matches.length > 0
  return {
    matches,
    chosen,
    listId,
    choose: index => setChoice({ typed: typed ?? '', index }),
    close: () => setClosedFor(typed),
    follow: () => {
      setCaret(textarea.current?.selectionStart ?? 0)
      // Typing on opens the list again.
      setClosedFor(before => (before === typed ? before : undefined))
    },
    textareaProps: {
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      'aria-controls': hasMatches ? listId : undefined,
      'aria-activedescendant': hasMatches ? `${listId}-${chosen}` : undefined,
    },
  }
}
