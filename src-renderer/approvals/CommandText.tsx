import { codePoint, markCommand, marksIn, type CommandPiece } from '../../src-shared/command-marks.ts'
import { Note } from '../ui/Note.tsx'
import { useWords } from '../words.ts'
import classes from './approvals.module.css'

/** A command whole, with whatever could be overlooked in it marked, and the marks explained. */
export function CommandText({ command }: { command: string }) {
  const { t } = useWords()
  const pieces = markCommand(command)
  const marks = marksIn(pieces)
  return (
    <>
      {/* Reachable by keyboard, for it scrolls. */}
      <pre
        className={classes.command}
        tabIndex={0}
        translate="no"
        aria-label={t('gateway.approvals.command')}
      >
        <MarkedText pieces={pieces} />
      </pre>
      {marks.length > 0 && (
        <Note tone="attention">
          {t('gateway.approvals.lookClosely')}
          <ul className={classes.marks}>
            {marks.map(mark => (
              <li key={mark}>{t(`gateway.approvals.marks.${mark}`, { signs: signsOf(pieces, mark) })}</li>
            ))}
          </ul>
        </Note>
      )}
    </>
  )
}

/** The same on one line among others. */
export function CommandLine({ command }: { command: string }) {
  return <MarkedText pieces={markCommand(command)} />
}

function MarkedText({ pieces }: { pieces: readonly CommandPiece[] }) {
  return (
    // A mark that turns the text around is written out, and each piece keeps its own direction.
    <>
      {pieces.map(({ text, mark }, index) =>
        mark === undefined ? (
          <bdi key={index}>{text.replaceAll('\n', '↵\n')}</bdi>
        ) : (
          <mark key={index} className={classes.mark} data-mark={mark}>
            {mark === 'look-alike' ? `${text} ${codePoint(text)}` : codePoint(text)}
          </mark>
        ),
      )}
    </>
  )
}

function signsOf(pieces: readonly CommandPiece[], mark: CommandPiece['mark']): string {
  const signs = pieces
    .filter(piece => piece.mark === mark)
    .map(({ text, like }) => (like === undefined ? codePoint(text) : `${codePoint(text)} ≠ ${like}`))
  return [...new Set(signs)].join(', ')
}
