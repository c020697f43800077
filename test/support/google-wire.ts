// How Google's Generative Language API streams an answer: ai.google.dev/api/generate-content#v1beta.models.streamGenerateContent.
import type { ServerResponse } from 'node:http'
import type { Speech } from './model-script.ts'

export async function playGoogle(speech: Speech, _: unknown, response: ServerResponse): Promise<void> {
  const { script } = speech
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (parts: readonly object[], more: object = {}) => {
    const candidate = { index: 0, content: { role: 'model', parts }, ...more }
    response.write(`data: ${JSON.stringify({ candidates: [candidate], usageMetadata })}\r\n\r\n`)
  }
  if ('thought' in script && script.thought) send([{ text: script.thought, thought: true }])
  if (script.kind === 'tool-call') {
    const { name, arguments: args } = script
    send([{ functionCall: { name, args }, thoughtSignature: `signed: ${script.thought ?? name}` }])
  } else {
    for await (const text of speech.words()) send([{ text }])
  }
  send([{ text: '' }], { finishReason: 'STOP' })
  response.end()
}

const usageMetadata = { promptTokenCount: 7, candidatesTokenCount: 5, totalTokenCount: 12 }
