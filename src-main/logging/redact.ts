// Takes secrets out of what is about to be logged or copied into a report. Three nets, one behind the other: values we
// were told of, fields by their name, and texts by their shape.
import { isAppError } from '../../src-shared/errors.ts'

const hidden = '[redacted]'
const maxDepth = 6
const maxEntries = 200

/** Shorter values would also match innocent words. */
const minRememberedLength = 6

const secretName =
  /token|passw|passphrase|secret|authorization|cookie|api[-_]?key|private[-_]?key|signature|credential|^auth$|^key$/i

const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g, hidden],
  [/PuTTY-User-Key-File[\s\S]*?(?:Private-MAC: *\S+|$)/g, hidden],
  [/\b((?:set-)?cookie["']?\s*[:=]\s*["']?)[^\r\n"']+/gi, `$1${hidden}`],
  [/\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?)[^\r\n"']+/gi, `$1${hidden}`],
  [/\b(bearer|basic)\s+[\w+/=.~-]{6,}/gi, `$1 ${hidden}`],
  // Query strings and fragments whole: nothing in a log is worth guessing which parameter was the secret one.
  [/\b((?:https?|wss?|ssh|file):\/\/[^\s"'<>?#]*)[?#][^\s"'<>]*/gi, `$1?${hidden}`],
  // Up to the last @, for a password may hold one.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:"']*:[^\s/"']*@/gi, `$1${hidden}@`],
  // A user name as long as that is a token.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:"']{20,}@/gi, `$1${hidden}@`],
  [/([?&#](?:[\w-]*token|password|secret|key|auth)=)[^\s&"'<>]+/gi, `$1${hidden}`],
  [
    /(\\*["']?[\w.-]*(?:token|passw(?:or)?d|passphrase|secret|api[-_]?key|private[-_]?key)\\*["']?\s*[=:]\s*)(?:\\+"[^"]*"|"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&"'}\]]+)/gi,
    `$1${hidden}`,
  ],
  [/(--(?:token|password|passphrase|secret)[= ])\S+/gi, `$1${hidden}`],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, hidden],
  [/\b(?:sk|pk|rk)-[\w-]{16,}/g, hidden],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|xox[abposr]-|AKIA|AIza|hf_|npm_)[\w-]{10,}/g, hidden],
  // A Telegram bot token.
  [/(?<!\d)\d{6,12}:[\w-]{30,}/g, hidden],
]

export type Redactor = {
  /** The same value without secrets, as plain JSON data. */
  readonly redact: (value: unknown) => unknown
  readonly redactText: (text: string) => string
  /** From now on this very text is taken out wherever it stands. */
  readonly hide: (secret: string) => void
}

export function createRedactor(): Redactor {
  const remembered = new Set<string>()

  function redactText(text: string): string {
    let clean = text
    for (const secret of remembered) clean = clean.replaceAll(secret, hidden)
    for (const [shape, by] of shapes) clean = clean.replace(shape, by)
    return clean
  }

  function redactObject(value: object, depth: number, seen: Set<object>): unknown {
    if (seen.has(value)) return '[circular]'
    if (depth >= maxDepth) return '[deep]'
    seen.add(value)
    try {
      if (Array.isArray(value)) return value.slice(0, maxEntries).map(item => visit(item, depth + 1, seen))
      if (value instanceof Error) return visit(plainError(value), depth + 1, seen)
      if (value instanceof Date) return value.toISOString()
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
      const entries = Object.entries(value).slice(0, maxEntries)
      return Object.fromEntries(
        entries.map(([name, item]) => [
          redactText(name),
          secretName.test(name) && holdsText(item) ? hidden : visit(item, depth + 1, seen),
        ]),
      )
    } finally {
      seen.delete(value)
    }
  }

  function visit(value: unknown, depth: number, seen: Set<object>): unknown {
    if (typeof value === 'string') return redactText(value)
    if (typeof value === 'bigint' || typeof value === 'symbol') return redactText(String(value))
    if (typeof value === 'function') return undefined
    return typeof value === 'object' && value !== null ? redactObject(value, depth, seen) : value
  }

  return {
    redact: value => visit(value, 0, new Set()),
    redactText,
    hide: secret => {
      for (const part of partsOf(secret)) {
        if (part.length >= minRememberedLength) for (const form of formsOf(part)) remembered.add(form)
      }
    },
  }
}

/** Some are kept as JSON together with what they are: then each of its texts is the secret. */
function partsOf(secret: string): readonly string[] {
  if (!secret.startsWith('{')) return [secret]
  try {
    const values = Object.values(JSON.parse(secret) as object)
    return [
      secret,
      ...values.filter((value): value is string => typeof value === 'string' && value.length >= 8),
    ]
  } catch {
    return [secret]
  }
}

/** As a text may carry it: plain, inside JSON, inside an address, in Base64. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ]
}

/** Counts such as `maxTokens: 512` may stay; texts and everything that can hold one may not. */
function holdsText(value: unknown): boolean {
  return typeof value === 'string' ? value !== '' : typeof value === 'object' && value !== null
}

function plainError(error: Error): Record<string, unknown> {
  if (isAppError(error)) {
    return { name: error.name, code: error.code, details: error.report.details, cause: error.cause }
  }
  const code = 'code' in error ? error.code : undefined
  return { name: error.name, code, message: error.message, stack: error.stack, cause: error.cause }
}
