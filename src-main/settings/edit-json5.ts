// Changes single values in the text of a JSON or JSON5 document and leaves everything else as it was written: comments,
// order, quotes and blank lines.
import { parse, type MemberNode, type ObjectNode, type Token, type ValueNode } from '@humanwhocodes/momoa'
import JSON5 from 'json5'

export type Step = string | number

/** One change: the value at `path` becomes `value`, or goes away when that is undefined. */
export type Json5Edit = { readonly path: readonly Step[]; readonly value: unknown }

/** A replacement of the text between two offsets. */
type Splice = { readonly from: number; readonly to: number; readonly text: string }

type Source = {
  readonly text: string
  readonly tokens: readonly Token[]
  /** Whether the document is plain JSON, and has to stay so. */
  readonly isJson: boolean
  readonly newline: string
}

/**
 * The text with the changes made, one after the other. Objects that are missing on the way to a value are made; what
 * stands in the way of one is replaced. Throws for a text that is not JSON5.
 */
export function editJson5(text: string, edits: readonly Json5Edit[]): string {
  return edits.reduce(editOnce, text)
}

function editOnce(text: string, edit: Json5Edit): string {
  const document = parse(text, { mode: 'json5', ranges: true, tokens: true })
  const source = {
    text,
    tokens: document.tokens ?? [],
    isJson: isJson(text),
    newline: text.includes('\r\n') ? '\r\n' : '\n',
  }
  return splicesFor(source, document.body, edit)
    .toSorted((one, other) => other.from - one.from)
    .reduce((result, { from, to, text: piece }) => result.slice(0, from) + piece + result.slice(to), text)
}

function splicesFor(source: Source, node: ValueNode, { path, value }: Json5Edit): Splice[] {
  const [step, ...rest] = path
  if (step === undefined) return value === undefined ? [] : [replacement(source, node, value)]
  const child = childOf(node, step)
  if (child && rest.length > 0) return splicesFor(source, child.value, { path: rest, value })
  if (value === undefined) {
    if (!child) return []
    if (child.type === 'Member' && node.type === 'Object') return removal(source, node, child)
    throw new TypeError('elements of arrays are not removed one by one')
  }
  if (child) return [replacement(source, child.value, value)]
  if (node.type === 'Object') return insertion(source, node, String(step), nested(rest, value))
  if (typeof step === 'number') throw new RangeError(`there is no element ${step}`)
  return [replacement(source, node, nested(path, value))]
}

function childOf(node: ValueNode, step: Step) {
  if (node.type === 'Array') return typeof step === 'number' ? node.elements[step] : undefined
  // Of two members with one name the last one counts, as it does for whoever reads the document.
  return node.type === 'Object' ? node.members.findLast(member => nameOf(member) === String(step)) : undefined
}

function nameOf({ name }: MemberNode): string {
  return name.type === 'String' ? name.value : name.name
}

function nested(path: readonly Step[], value: unknown): unknown {
  return path.toReversed().reduce((inner, step) => ({ [step]: inner }), value)
}

function replacement(source: Source, node: ValueNode, value: unknown): Splice {
  const [from, to] = rangeOf(node)
  return { from, to, text: render(source, value, indentAt(source.text, from)) }
}

function insertion(source: Source, node: ObjectNode, name: string, value: unknown): Splice[] {
  const key = source.isJson || !/^[A-Za-z_$][\w$]*$/.test(name) ? JSON.stringify(name) : name
  const last = node.members.at(-1)
  const [start, end] = rangeOf(node)
  if (!last) return [intoEmpty(source, start, end, key, value)]
  const [lastFrom, lastTo] = rangeOf(last)
  const comma = commaAfter(source, lastTo, end)
  const isOnLines = source.text.slice(start, rangeOf(node.members[0] ?? last)[0]).includes('\n')
  if (!isOnLines) {
    const member = `${key}: ${render(source, value, '', false)}`
    return comma
      ? [{ from: comma.to, to: comma.to, text: ` ${member},` }]
      : [{ from: lastTo, to: lastTo, text: `, ${member}` }]
  }
  const indent = indentAt(source.text, lastFrom)
  const member = `${source.newline}${indent}${key}: ${render(source, value, indent)}`
  const at = endOfRemarks(source, comma?.to ?? lastTo)
  if (comma) return [{ from: at, to: at, text: `${member},` }]
  if (at === lastTo) return [{ from: at, to: at, text: `,${member}` }]
  return [
    { from: lastTo, to: lastTo, text: ',' },
    { from: at, to: at, text: member },
  ]
}

function intoEmpty(source: Source, start: number, end: number, key: string, value: unknown): Splice {
  const outer = indentAt(source.text, start)
  const inner = outer + unitOf(source.text)
  const from = start + source.text.slice(start, end - 1).trimEnd().length
  const { newline } = source
  return {
    from,
    to: end - 1,
    text: `${newline}${inner}${key}: ${render(source, value, inner)}${newline}${outer}`,
  }
}

function removal(source: Source, node: ObjectNode, member: MemberNode): Splice[] {
  const [, end] = rangeOf(node)
  const [from, memberTo] = rangeOf(member)
  const comma = commaAfter(source, memberTo, end)
  const to = comma?.to ?? memberTo
  const line = lineAround(source, from, to)
  const previous = node.members[node.members.indexOf(member) - 1]
  const before = !comma && previous ? commaAfter(source, rangeOf(previous)[1], from) : undefined
  // A comma before the end of a list is fine for JSON5, but not for JSON.
  return before ? [line, { from: before.from, to: before.to, text: '' }] : [line]
}

/** The whole line when nothing else stands on it but a remark; then the remark was about what goes. */
function lineAround(source: Source, from: number, to: number): Splice {
  const { text } = source
  const lineFrom = text.lastIndexOf('\n', from - 1) + 1
  const remarksTo = endOfRemarks(source, to)
  const lineTo = text.indexOf('\n', remarksTo)
  const isAlone =
    lineTo !== -1 && text.slice(lineFrom, from).trim() === '' && text.slice(remarksTo, lineTo).trim() === ''
  return isAlone ? { from: lineFrom, to: lineTo + 1, text: '' } : { from, to, text: '' }
}

/** Past the comments that follow on the same line. */
function endOfRemarks({ text, tokens }: Source, offset: number): number {
  let at = offset
  for (const token of tokens) {
    const [from, to] = rangeOf(token)
    if (from < at) continue
    const isRemark = token.type === 'LineComment' || token.type === 'BlockComment'
    if (!isRemark || text.slice(at, to).includes('\n')) break
    at = to
  }
  return at
}

function commaAfter({ tokens }: Source, from: number, to: number) {
  const next = tokens.find(
    token => rangeOf(token)[0] >= from && token.type !== 'LineComment' && token.type !== 'BlockComment',
  )
  if (next?.type !== 'Comma' || rangeOf(next)[0] >= to) return undefined
  const [commaFrom, commaTo] = rangeOf(next)
  return { from: commaFrom, to: commaTo }
}

function render({ isJson, newline }: Source, value: unknown, indent: string, onLines = true): string {
  const space = onLines ? 2 : 0
  const text = isJson ? JSON.stringify(value, null, space) : JSON5.stringify(value, { space, quote: '"' })
  return text.replaceAll('\n', newline + indent)
}

function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  return /^[ \t]*/.exec(line)?.[0] ?? ''
}

/** What one step of indentation looks like in this document. */
function unitOf(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? '  '
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function rangeOf(node: { readonly range?: readonly number[] | undefined }): readonly [number, number] {
  const [from, to] = node.range ?? []
  if (from === undefined || to === undefined) throw new Error('the parser was asked for ranges')
  return [from, to]
}
