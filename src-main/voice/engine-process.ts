// The real engine, from the app's side: sherpa-onnx in a process of its own. Over a damaged model its native code ends
// the process it runs in, thread or not; see docs/voice.md.
import path from 'node:path'
import { appError } from '../../src-shared/errors.ts'
import { findInstallation } from '../installation.ts'
import type { Engine, OpenEngine } from './engine.ts'
import type { FromEngine, ToEngine } from './engine-messages.ts'
import type { Helper, LaunchHelper } from './helper-process.ts'
import { findModelFiles } from './model-folder.ts'

/** Sound that waits to be understood: about five seconds. A computer too slow for that hears in pieces. */
const maxWaiting = 50

/** The built program, or its source where this file is one. */
function engineEntry(): string {
  return import.meta.filename.endsWith('.ts')
    ? path.join(import.meta.dirname, 'engine-main.ts')
    : path.join(findInstallation().root, 'out', 'main', 'voice-engine.js')
}

export function engineProcess(launch: LaunchHelper): OpenEngine {
  return async (modelDir, { onHeard, onGone }, signal) => {
    const files = await findModelFiles(modelDir)
    if (signal.aborted) throw appError('CANCELLED', {})
    const helper = launch(engineEntry())
    const exited = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    let phase: 'loading' | 'ready' | 'closing' = 'loading'
    let generation = 0
    let waiting = 0

    const post = (message: ToEngine) => helper.post(message)
    const close = async () => {
      phase = 'closing'
      helper.kill()
      await exited.promise
    }
    const onAbort = () => begun.reject(appError('CANCELLED', {}))
    signal.addEventListener('abort', onAbort, { once: true })

    helper.onMessage(message => {
      const said = message as FromEngine
      switch (said.kind) {
        case 'ready':
          return begun.resolve()
        case 'failed':
          return begun.reject(whyFailed(said.why, modelDir))
        case 'done':
          waiting -= 1
          return
        case 'heard':
          if (said.generation === generation) onHeard(said.heard)
      }
    })
    helper.onExit(() => {
      exited.resolve()
      if (phase === 'loading') begun.reject(appError('VOICE_MODEL_BROKEN', { path: modelDir }))
      if (phase === 'ready') onGone(appError('VOICE_ENGINE_ENDED', {}))
    })

    post({ kind: 'load', files })
    try {
      await begun.promise
    } catch (error) {
      await close()
      throw error
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
    phase = 'ready'
    return engineOver(post, close, {
      next: () => (generation += 1),
      hasRoom: () => waiting < maxWaiting,
      begin: () => (waiting += 1),
    })
  }
}

type Count = { readonly next: () => number; readonly hasRoom: () => boolean; readonly begin: () => void }

function engineOver(
  post: (message: ToEngine) => void,
  close: Helper['kill'] & (() => Promise<void>),
  count: Count,
): Engine {
  return {
    hear: pcm => {
      if (!count.hasRoom()) return
      count.begin()
      post({ kind: 'hear', pcm })
    },
    reset: () => post({ kind: 'reset', generation: count.next() }),
    close,
  }
}

function whyFailed(why: 'no-package' | 'no-model', modelDir: string) {
  return why === 'no-package'
    ? appError('VOICE_ENGINE_MISSING', { platform: `${process.platform}-${process.arch}` })
    : appError('VOICE_MODEL_BROKEN', { path: modelDir })
}
