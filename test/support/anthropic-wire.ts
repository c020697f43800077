// How Anthropic's Messages API streams an answer: docs.anthropic.com/en/api/messages-streaming.
import type { ServerResponse } from 'node:http'
import type { Speech } from './model-script.ts'

export async function playAnthropic(speech: Speech, _: unknown, response: ServerResponse): Promise<void> {
  const { script, model } = speech
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (type: string, more: object) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`)
  let index = 0
  const block = (start: object, deltas: readonly object[]) => {
    send('content_block_start', { index, content_block: start })
    for (const delta of deltas) send('content_block_delta', { index, delta })
    send('content_block_stop', { index })
    index += 1
  }

  send('message_start', {
    message: {
      id: 'msg_test',
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 7, output_tokens: 0 },
    },
  })
  if ('thought' in script && script.thought) {
    block({ type: 'thinking', thinking: '', signature: '' }, [
      { type: 'thinking_delta', thinking: script.thought },
      { type: 'signature_delta', signature: `signed: ${script.thought}` },
    ])
  }
  if (script.kind === 'tool-call') {
    block({ type: 'tool_use', id: script.id ?? `toolu_${script.name}`, name: script.name, input: {} }, [
      { type: 'input_json_delta', partial_json: JSON.stringify(script.arguments) },
    ])
  } else {
    send('content_block_start', { index, content_block: { type: 'text', text: '' } })
    for await (const text of speech.words()) {
      send('content_block_delta', { index, delta: { type: 'text_delta', text } })
    }
    send('content_block_stop', { index })
  }
  const reason = script.kind === 'tool-call' ? 'tool_use' : 'end_turn'
  send('message_delta', { delta: { stop_reason: reason, stop_sequence: null }, usage: { output_tokens: 5 } })
  send('message_stop', {})
  response.end()
}
