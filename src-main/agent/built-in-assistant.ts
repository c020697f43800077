// Answers commands, and everything else for as long as there is no model: so a fresh install can be used whole.
import type { AgentEvent, Turn } from './agent.ts'
import { commands } from './commands.ts'
import { findModel, listModels, type ModelsConfig } from './models/model-config.ts'

/** What the assistant asks of the house around it. */
export type AssistantHost = {
  /** Lines for `/status`. */
  statusLines(): string[]
  /** Lines for `/health`. */
  healthLines(): string[]
  /** Begins the conversation anew; what was said stays in the archive. `runId` is who asks, and goes on. */
  startAnew(conversation: string, runId: string): Promise<void>
  /** Ends what is being answered there, except for `runId`. Settles with how many answers were stopped. */
  stop(conversation: string, runId: string): Promise<number>
  /** Remembers the conversation's own model; undefined returns to the default. */
  chooseModel(conversation: string, model: string | undefined): void
}

/** Whether this is a command for the built-in assistant: a known name after a slash. */
export function isCommand(text: string): boolean {
  return parse(text) !== undefined
}

export function builtInAssistant(models: ModelsConfig, host: AssistantHost) {
  return {
    async *answer(turn: Turn): AsyncIterable<AgentEvent> {
      yield { type: 'reply', text: await reply(turn.text, turn.conversation, turn.runId, turn.model) }
      yield { type: 'finished', stopReason: 'stop' }
    },
  }

  async function reply(
    text: string,
    conversation: string,
    runId: string,
    model: string | undefined,
  ): Promise<string> {
    const command = parse(text)
    switch (command?.name) {
      case undefined:
        return howToAddModel
      case 'help':
        return asList(commands.map(known => `/${known.name}: ${known.description}`))
      case 'status':
        return asList([`Model: ${model ?? models.primary ?? 'none configured'}`, ...host.statusLines()])
      case 'health':
        return asList(host.healthLines())
      case 'new':
        await host.startAnew(conversation, runId)
        return 'A new conversation begins here.'
      case 'stop': {
        const stopped = await host.stop(conversation, runId)
        return stopped === 0 ? 'Nothing was being answered.' : 'Stopped.'
      }
      case 'model':
        return modelReply(command.argument, conversation, model)
    }
  }

  function modelReply(argument: string, conversation: string, model: string | undefined): string {
    const listed = listModels(models)
    if (argument === '') {
      if (listed.length === 0) return howToAddModel
      const current = model ?? models.primary
      const names = listed.map(entry => `${entry.name === current ? '* ' : '- '}${entry.name}`)
      return ['Models (/model NAME chooses one for this conversation):', ...names].join('\n')
    }
    if (argument === 'default') {
      host.chooseModel(conversation, undefined)
      return `This conversation uses the default model again (${models.primary ?? 'none configured'}).`
    }
    if (!listed.some(entry => entry.name === argument)) return `There is no model called ${argument}.`
    findModel(models, argument)
    host.chooseModel(conversation, argument)
    return `This conversation now uses ${argument}.`
  }
}

type CommandName = (typeof commands)[number]['name']

function parse(text: string): { name: CommandName; argument: string } | undefined {
  const match = /^\/([a-z]+)(?:\s+(.*))?$/is.exec(text.trim())
  const known = commands.find(command => command.name === match?.[1]?.toLowerCase())
  return known && { name: known.name, argument: (match?.[2] ?? '').trim() }
}

const howToAddModel = `No model is configured yet, so only commands are answered (/help lists them).

To add one, put this into gangway.json5 and start the gateway again. It works with Ollama, LM Studio, llama.cpp, vLLM and every service that speaks the OpenAI API:

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

A service that wants a key takes it from apiKey: "\${NAME_OF_A_VARIABLE}".`

/** As Markdown, for a line break alone does not separate lines there; a terminal shows it as well. */
function asList(lines: readonly string[]): string {
  return lines.map(line => `- ${line}`).join('\n')
}
