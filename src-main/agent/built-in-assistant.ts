// Answers commands, and everything else for as long as there is no model: so a fresh install can be used whole.
import type { AgentEvent, Turn } from './agent.ts'
import { commands, parseCommand } from './commands.ts'
import { discoverModels, type FoundServer } from './models/discover-models.ts'
import { findModel, listModels, type ModelsConfig } from './models/model-config.ts'

export type ApprovalDecision = 'allow-once' | 'allow-always' | 'deny'

/** What the assistant asks of the house around it. */
export type AssistantHost = {
  /** Lines for `/status`. */
  statusLines(conversation: string): string[]
  /** Lines for `/health`. */
  healthLines(): string[]
  /** Begins the conversation anew; what was said stays in the archive. `runId` is who asks, and goes on. */
  startAnew(conversation: string, runId: string): Promise<void>
  /** Ends what is being answered there, except for `runId`. Settles with how many answers were stopped. */
  stop(conversation: string, runId: string): Promise<number>
  /** Remembers the conversation's own model; undefined returns to the default. */
  chooseModel(conversation: string, model: string | undefined): void
  /** Puts what was said into few words; false when there was too little. Errors: MODEL_*. */
  compact(conversation: string, signal: AbortSignal): Promise<boolean>
  /** Lines for `/nodes`, one for each device; none when there are none. */
  nodeLines(): string[]
  /** One for each thing that waits for approval. */
  pendingApprovals(): readonly { readonly id: string; readonly what: string }[]
  /** Answers what waits under `id`; false when nothing does. */
  approve(id: string, decision: ApprovalDecision): boolean
}

export function builtInAssistant(
  models: ModelsConfig,
  host: AssistantHost,
  discover: () => Promise<readonly FoundServer[]> = discoverModels,
) {
  return {
    async *answer(turn: Turn, signal: AbortSignal): AsyncIterable<AgentEvent> {
      yield { type: 'reply', text: await reply(turn, signal) }
      yield { type: 'finished', stopReason: 'stop' }
    },
  }

  async function reply(turn: Turn, signal: AbortSignal): Promise<string> {
    const { conversation, runId } = turn
    const command = parseCommand(turn.text)
    switch (command?.name) {
      case undefined:
        return howToAddModel(await discover())
      case 'help':
        return asList(commands.map(known => `/${known.name}: ${known.description}`))
      case 'status':
        return asList([
          `Model: ${turn.model ?? models.primary ?? 'none configured'}`,
          ...host.statusLines(conversation),
        ])
      case 'health':
        return asList(host.healthLines())
      case 'new':
        await host.startAnew(conversation, runId)
        return 'A new conversation begins here.'
      case 'stop': {
        const stopped = await host.stop(conversation, runId)
        return stopped === 0 ? 'Nothing was being answered.' : 'Stopped.'
      }
      case 'compact':
        if (turn.model === undefined && models.primary === undefined)
          return 'Only a model can put it into fewer words.'
        return (await host.compact(conversation, signal))
          ? 'What was said so far is kept in few words now.'
          : 'There is too little to put into fewer words.'
      case 'nodes': {
        const lines = host.nodeLines()
        return lines.length === 0 ? 'No nodes are known to this gateway.' : asList(lines)
      }
      case 'approve':
        return approvalReply(command.argument, turn.mayApprove ?? false)
      case 'model':
        return modelReply(command.argument, conversation, turn.model)
    }
  }

  function approvalReply(argument: string, mayApprove: boolean): string {
    const pending = host.pendingApprovals()
    if (argument === '') {
      return pending.length === 0
        ? 'Nothing waits for approval.'
        : `${asList(pending.map(({ id, what }) => `${id}: ${what}`))}\n\nAnswer with /approve ID allow-once, allow-always or deny.`
    }
    const [id = '', word = 'allow-once'] = argument.split(/\s+/)
    const decision = decisions[word.toLowerCase()]
    if (!decision) return 'The answer is allow-once, allow-always or deny.'
    if (!mayApprove)
      return 'Whoever approves needs the right to (operator.approvals), and this connection lacks it.'
    const matching = pending.filter(entry => entry.id === id || (id.length >= 4 && entry.id.startsWith(id)))
    const [only] = matching
    if (!only || matching.length > 1 || !host.approve(only.id, decision))
      return `Nothing waits for approval as ${id}.`
    return decision === 'deny' ? 'Denied.' : 'Approved.'
  }

  async function modelReply(
    argument: string,
    conversation: string,
    model: string | undefined,
  ): Promise<string> {
    const listed = listModels(models)
    if (argument === '') {
      const found = namesOf(await discover()).filter(name => !listed.some(entry => entry.name === name))
      if (listed.length === 0 && model === undefined) return howToAddModel(await discover())
      const current = model ?? models.primary
      const names = [
        ...new Set([...listed.map(entry => entry.name), ...(model === undefined ? [] : [model]), ...found]),
      ]
      return [
        'Models (/model NAME chooses one for this conversation):',
        ...names.map(
          name =>
            `${name === current ? '* ' : '- '}${name}${found.includes(name) ? ' (found on this computer)' : ''}`,
        ),
      ].join('\n')
    }
    if (argument === 'default') {
      host.chooseModel(conversation, undefined)
      return `This conversation uses the default model again (${models.primary ?? 'none configured'}).`
    }
    const isKnown =
      listed.some(entry => entry.name === argument) || namesOf(await discover()).includes(argument)
    if (!isKnown) return `There is no model called ${argument}.`
    findModel(models, argument)
    host.chooseModel(conversation, argument)
    return `This conversation now uses ${argument}.`
  }
}

const decisions: Readonly<Record<string, ApprovalDecision>> = {
  'allow-once': 'allow-once',
  'allow-always': 'allow-always',
  deny: 'deny',
  allow: 'allow-once',
  once: 'allow-once',
  always: 'allow-always',
  reject: 'deny',
}

function namesOf(found: readonly FoundServer[]): string[] {
  return found.flatMap(server => server.models.map(model => `${server.providerId}/${model.id}`))
}

function howToAddModel(found: readonly FoundServer[]): string {
  const names = namesOf(found)
  const [first] = names
  const offer = first
    ? `Found on this computer: ${names.slice(0, 10).join(', ')}. \`/model ${first}\` uses it in this conversation; to make it the default, put \`agents: { defaults: { model: { primary: "${first}" } } }\` into gangway.json5.\n\n`
    : ''
  return `No model is configured yet, so only commands are answered (/help lists them).

${offer}To add one, put this into gangway.json5, which the gateway notices within seconds. It works with Ollama, LM Studio, llama.cpp, vLLM and every service that speaks the OpenAI API:

\`\`\`json5
{
  models: {
    providers: {
      local: { baseUrl: "http://127.0.0.1:11434/v1", models: [{ id: "llama3.2" }] },
    },
  },
  agents: { defaults: { model: { primary: "local/llama3.2" } } },
}
\`\`\`

A service that wants a key takes it from apiKey: "\${NAME_OF_A_VARIABLE}". With ANTHROPIC_API_KEY, OPENAI_API_KEY or GEMINI_API_KEY set, a name such as "anthropic/MODEL" is enough.`
}

/** As Markdown, for a line break alone does not separate lines there; a terminal shows it as well. */
function asList(lines: readonly string[]): string {
  return lines.map(line => `- ${line}`).join('\n')
}
