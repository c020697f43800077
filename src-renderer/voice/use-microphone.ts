// Opens the microphone in this window while the app wants it and no other window has it.
import { useEffect } from 'react'
import type { MicrophoneState } from '../../src-shared/voice.ts'
import { source, type Observable } from '../chat/observable.ts'
import { desktop } from '../desktop.ts'
import { tellError } from '../tell.ts'
import { base64Of, loudness, openMicrophone, problemOf, type OpenMicrophone } from './microphone.ts'

const level = source(0)
/** From 0 to 1, while this window has the microphone. */
export const microphoneLevel: Observable<number> = level

type Holding = { readonly lease: number; microphone?: OpenMicrophone }

export function useMicrophone(phase: MicrophoneState['phase'] | undefined): void {
  useEffect(() => {
    if (phase === 'wanted') take().catch(tellError)
    if (phase !== 'wanted' && phase !== 'open') letGo()
  }, [phase])
}

let held: Holding | undefined

async function take(): Promise<void> {
  // From one wish straight to the next: the lease before is void.
  letGo()
  const lease = await desktop.voice.takeMicrophone()
  if (lease === null) return
  const mine: Holding = { lease }
  held = mine
  try {
    const microphone = await openMicrophone({
      onPiece: piece => {
        level.set(loudness(piece))
        // An app that is busy for a moment misses a piece; it is not told to wait for it.
        desktop.voice.sound({ lease, pcm: base64Of(piece) }).catch(() => undefined)
      },
      onEnd: why => void desktop.voice.microphoneFailed({ lease, why }).catch(tellError),
    })
    if (held === mine) mine.microphone = microphone
    // It was called off while the person was asked.
    else microphone.close()
  } catch (error) {
    await desktop.voice.microphoneFailed({ lease, why: problemOf(error) })
  }
}

function letGo(): void {
  held?.microphone?.close()
  held = undefined
  level.set(0)
}
