// Turns a question's schema and the function that answers it into a Handler. There is no other way to make one.
import { z } from 'zod'
import { appError } from '../../src-shared/errors.ts'
import type { Ask, DesktopApi } from '../../src-shared/desktop-api.ts'

/** Who asks: one window or page. The signal aborts when it goes away. */
export type Caller = { readonly signal: AbortSignal }

const kinds = Symbol('types')

/** Answers one question, from an argument nobody has looked at yet. Rejects with INVALID_INPUT or the answer's error. */
export type Handler<In = unknown, Out = unknown> = {
  readonly answer: (argument: unknown, caller: Caller, name: string) => Promise<unknown>
  readonly maxArgumentBytes: number
  /** Only for the compiler: keeps one question's handler from standing in for another's. */
  readonly [kinds]?: (argument: In) => Out
}

type AskNames<Room> = { [Name in keyof Room]: Room[Name] extends { kind: 'ask' } ? Name : never }[keyof Room]

/** A handler for every question of the table: a missing or mistyped one does not compile. */
export type Handlers = {
  readonly [Room in keyof DesktopApi]: {
    readonly [Name in AskNames<DesktopApi[Room]>]: DesktopApi[Room][Name] extends Ask<infer In, infer Out>
      ? Handler<In, Out>
      : never
  }
}

export const defaultMaxArgumentBytes = 1024 * 1024

/** For questions without an argument. */
export const nothing: z.ZodType<void> = z.undefined().or(z.null().transform(() => undefined))

/**
 * A handler that checks its argument against `schema` before `answer` sees it. `maxArgumentBytes` is 1 MiB unless
 * the question carries attachments.
 */
export function accept<In, Out>(
  schema: z.ZodType<In>,
  answer: (argument: In, caller: Caller) => Out | Promise<Out>,
  maxArgumentBytes = defaultMaxArgumentBytes,
): Handler<In, Out> {
  return {
    maxArgumentBytes,
    answer: async (argument, caller, name) => {
      const parsed = schema.safeParse(argument)
      // The value itself is left out: it may hold a secret.
      if (!parsed.success) throw appError('INVALID_INPUT', { what: name, why: firstIssue(parsed.error) })
      return answer(parsed.data, caller)
    },
  }
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  if (!issue) return 'it does not fit'
  const where = issue.path.map(String).join('.')
  // Zod's own sentences name the expected shape, never the value that was given.
  return where ? `${where}: ${issue.message}` : issue.message
}
