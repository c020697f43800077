// The microphone as a stream of pieces of sound, as the app takes them.

export type MicrophoneProblem = 'refused' | 'missing' | 'busy' | 'unsupported'

export type OpenMicrophone = { readonly close: () => void }

export type MicrophoneWatchers = {
  /** A tenth of a second: 16-bit samples, 16,000 a second. */
  readonly onPiece: (piece: Int16Array) => void
  /** It went away by itself. */
  readonly onEnd: (why: MicrophoneProblem) => void
}

/** Asks the person, through the browser, if they have not been asked. Rejects with what `problemOf` understands. */
export async function openMicrophone({ onPiece, onEnd }: MicrophoneWatchers): Promise<OpenMicrophone> {
  if (!('mediaDevices' in navigator) || !('AudioWorkletNode' in window))
    throw new TypeError('no microphone here')
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  })
  const context = new AudioContext()
  const close = () => {
    for (const track of stream.getTracks()) track.stop()
    if (context.state !== 'closed') void context.close()
  }
  try {
    await context.audioWorklet.addModule('./voice-worklet.js')
    const maker = new AudioWorkletNode(context, 'piece-maker', { numberOfOutputs: 0 })
    maker.port.addEventListener('message', ({ data }: MessageEvent<Int16Array>) => onPiece(data))
    maker.port.start()
    context.createMediaStreamSource(stream).connect(maker)
    await context.resume()
  } catch (error) {
    close()
    throw error
  }
  for (const track of stream.getTracks())
    track.addEventListener('ended', () => {
      close()
      onEnd('missing')
    })
  return { close }
}

/** By the names that browsers give: https://w3c.github.io/mediacapture-main/#dom-mediadevices-getusermedia */
export function problemOf(error: unknown): MicrophoneProblem {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing'
    case 'NotReadableError':
    case 'AbortError':
      return 'busy'
    default:
      return 'unsupported'
  }
}

/** From 0 to 1, as loud as it feels: the ear counts in ratios, from a whisper (-60 dB) to full scale. */
export function loudness(piece: Int16Array): number {
  const power = piece.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / Math.max(1, piece.length)
  return Math.max(0, Math.min(1, 1 + Math.log10(Math.max(power, 1e-12)) / 6))
}

export function base64Of(piece: Int16Array): string {
  return btoa(String.fromCharCode(...new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength)))
}
