// Voice for a door: the parts of the core that it listens and speaks through.
import os from 'node:os'
import path from 'node:path'
import { offeredModel } from '../src-shared/voice-model.ts'
import { systemClock } from './connection/clock.ts'
import type { Core } from './core.ts'
import { engineProcess } from './voice/engine-process.ts'
import type { LaunchHelper } from './voice/helper-process.ts'
import { openModelDownloader } from './voice/model-download.ts'
import { throughOutbox } from './voice/through-outbox.ts'
import { openVoice, type Voice } from './voice/voice.ts'

export function openVoiceOf(core: Core, launch: LaunchHelper): Voice {
  return openVoice({
    settings: core.settings,
    gateway: core.connection,
    send: throughOutbox(core.outbox, core.connection, systemClock.now),
    openEngine: engineProcess(launch),
    download: openModelDownloader({
      offer: offeredModel,
      modelsDir: path.join(core.stateDir, 'voice-models'),
      onDone: dir => core.settings.change({ voiceModel: dir }),
    }),
    hostName: os.hostname(),
    clock: systemClock,
    log: core.log.child({ part: 'voice' }),
  })
}
