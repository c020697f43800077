// What changed between two texts, line by line, with a little of what stands around it; pure.

export type DiffLine = { readonly kind: 'same' | 'gone' | 'new'; readonly text: string }
/** `gap` stands for lines that are the same and too far from a change to be shown. */
export type DiffRow = DiffLine | { readonly kind: 'gap' }

const contextLines = 2
/** Above that many pairs of lines, what differs is shown as taken out and put in whole. */
const maxPairs = 4_000_000

/** Empty when nothing differs. */
export function lineDiff(before: string, after: string): DiffRow[] {
  const lines = allLines(linesOf(before), linesOf(after))
  const isNear = lines.map((_, index) =>
    lines
      .slice(Math.max(0, index - contextLines), index + contextLines + 1)
      .some(({ kind }) => kind !== 'same'),
  )
  if (!isNear.includes(true)) return []
  return lines.flatMap((line, index): DiffRow[] => {
    if (isNear[index]) return [line]
    return index === 0 || isNear[index - 1] ? [{ kind: 'gap' }] : []
  })
}

function linesOf(text: string): string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/)
}

function allLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  let start = 0
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1
  let end = 0
  const shortest = Math.min(before.length, after.length) - start
  while (end < shortest && before.at(-1 - end) === after.at(-1 - end)) end += 1
  const same = (lines: readonly string[]) => lines.map((text): DiffLine => ({ kind: 'same', text }))
  return [
    ...same(before.slice(0, start)),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...same(before.slice(before.length - end)),
  ]
}

/** By the longest common run of lines. */
function middle(before: readonly string[], after: readonly string[]): DiffLine[] {
  const gone = (text: string): DiffLine => ({ kind: 'gone', text })
  const added = (text: string): DiffLine => ({ kind: 'new', text })
  if (before.length * after.length > maxPairs) return [...before.map(gone), ...after.map(added)]
  const width = after.length + 1
  const longest = new Uint32Array((before.length + 1) * width)
  const at = (row: number, column: number) => longest[row * width + column] ?? 0
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      longest[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
    }
  }
  const lines: DiffLine[] = []
  let [row, column] = [0, 0]
  while (row < before.length || column < after.length) {
    const [old = '', next = ''] = [before[row], after[column]]
    if (row < before.length && column < after.length && old === next) {
      lines.push({ kind: 'same', text: old })
      row += 1
      column += 1
    } else if (
      row < before.length &&
      (column === after.length || at(row + 1, column) >= at(row, column + 1))
    ) {
      lines.push(gone(old))
      row += 1
    } else {
      lines.push(added(next))
      column += 1
    }
  }
  return lines
}
