// The process that recognises speech: sherpa-onnx, fed with sound, telling words. It keeps nothing and knows no network.
import { createRequire } from 'node:module'
import { sampleRate, type Heard } from './engine.ts'
import type { FromEngine, ToEngine } from './engine-messages.ts'
import { helperPort } from './helper-port.ts'
import type { ModelFiles } from './model-folder.ts'
import { wordsFrom } from './token-words.ts'

/** As far as we use it of what its package declares in comments. */
type Sherpa = {
  readonly OnlineRecognizer: new (config: object) => Recognizer
}
type Stream = { readonly acceptWaveform: (sound: { samples: Float32Array; sampleRate: number }) => void }
type Recognizer = {
  readonly createStream: () => Stream
  readonly isReady: (stream: Stream) => boolean
  readonly decode: (stream: Stream) => void
  readonly isEndpoint: (stream: Stream) => boolean
  readonly reset: (stream: Stream) => void
  readonly getResult: (stream: Stream) => Result
}
type Result = {
  readonly text: string
  readonly tokens?: readonly string[]
  readonly timestamps?: readonly number[]
}

const port = helperPort()
const post = (message: FromEngine) => port.post(message)
let hear: ((pcm: Int16Array) => void) | undefined
let generation = 0

port.onMessage(message => {
  const asked = message as ToEngine
  switch (asked.kind) {
    case 'load':
      return load(asked.files)
    case 'hear':
      hear?.(asked.pcm)
      return post({ kind: 'done' })
    case 'reset':
      generation = asked.generation
      forget()
  }
})

let forget = (): void => undefined

function load(files: ModelFiles): void {
  let sherpa: Sherpa
  try {
    sherpa = createRequire(import.meta.url)('sherpa-onnx-node') as Sherpa
  } catch {
    // An optional package: not every platform has one.
    return post({ kind: 'failed', why: 'no-package' })
  }
  try {
    listen(new sherpa.OnlineRecognizer(configFor(files)))
    post({ kind: 'ready' })
  } catch {
    // Its errors say no more than "check your config"; what is worse ends this process.
    post({ kind: 'failed', why: 'no-model' })
  }
}

function configFor({ encoder, decoder, joiner, tokens }: ModelFiles): object {
  return {
    featConfig: { sampleRate, featureDim: 80 },
    modelConfig: {
      transducer: { encoder, decoder, joiner },
      tokens,
      numThreads: 1,
      provider: 'cpu',
      debug: 0,
    },
    decodingMethod: 'greedy_search',
    enableEndpoint: true,
    // Seconds. Longer than any pause within a sentence that the wake machine waits through.
    rule1MinTrailingSilence: 2.4,
    rule2MinTrailingSilence: 1.2,
    rule3MinUtteranceLength: 30,
  }
}

function listen(recognizer: Recognizer): void {
  const stream = recognizer.createStream()
  let told = ''
  /** Where the present utterance began; the recogniser counts from there. */
  let beganMs = 0
  let heardMs = 0

  hear = pcm => {
    const samples = Float32Array.from(pcm, sample => sample / 32_768)
    stream.acceptWaveform({ samples, sampleRate })
    heardMs += (pcm.length * 1000) / sampleRate
    while (recognizer.isReady(stream)) recognizer.decode(stream)
    const { text, tokens, timestamps } = recognizer.getResult(stream)
    const isFinal = recognizer.isEndpoint(stream)
    const words = wordsFrom(tokens ?? [], timestamps ?? [], beganMs)
    if (text.trim() !== told || (isFinal && told !== '')) tell({ text: text.trim(), words, isFinal })
    if (isFinal) begin()
  }
  forget = () => begin()

  const tell = (heard: Heard) => {
    told = heard.text
    post({ kind: 'heard', generation, heard })
  }
  const begin = () => {
    recognizer.reset(stream)
    told = ''
    beganMs = heardMs
  }
}
