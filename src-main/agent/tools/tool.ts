// What a tool is: a name, what it takes, and what it does with it.
import { z } from 'zod'

/** For whom, and within what, a tool works. */
export type ToolUse = {
  readonly conversation: string
  readonly runId: string
  /** The same for the same call, however often it is tried. */
  readonly callId: string
  readonly signal: AbortSignal
}

/** A tool's failure is a result that the model reads. */
export type ToolOutcome = { readonly text: string; readonly isError?: boolean }

export type Tool = {
  readonly name: string
  /** Written for the model. */
  readonly description: string
  readonly inputSchema: Readonly<Record<string, unknown>>
  /** One line for people: what this call is about. Never fails. */
  title(input: unknown): string
  /** Does it. Errors are for bugs: whatever can be expected is an outcome. */
  run(input: unknown, use: ToolUse): Promise<ToolOutcome>
}

type ToolDefinition<S extends z.ZodType> = {
  readonly name: string
  readonly description: string
  readonly input: S
  readonly title: (input: z.infer<S>) => string
  readonly run: (input: z.infer<S>, use: ToolUse) => Promise<ToolOutcome> | ToolOutcome
}

/** Ties a tool to its schema: what does not fit never reaches it. */
export function defineTool<S extends z.ZodType>(definition: ToolDefinition<S>): Tool {
  const { name, description, input: schema } = definition
  const { $schema: _, ...inputSchema } = z.toJSONSchema(schema, { io: 'input' })
  return {
    name,
    description,
    inputSchema,
    title(input) {
      const parsed = schema.safeParse(input)
      return parsed.success ? oneLine(definition.title(parsed.data)) : name
    },
    async run(input, use) {
      const parsed = schema.safeParse(input)
      if (!parsed.success) return failure(`The arguments do not fit: ${z.prettifyError(parsed.error)}`)
      return definition.run(parsed.data, use)
    },
  }
}

export function failure(text: string): ToolOutcome {
  return { text, isError: true }
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length <= 120 ? line : `${line.slice(0, 119)}…`
}
