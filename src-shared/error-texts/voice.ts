// Wake words, microphones, and the models that listen.
import type { Said } from '../said.ts'
import { row } from './row.ts'

export const voiceErrors = {
  VOICE_MODEL_NOT_CHOSEN: row<Record<string, never>>({
    kind: 'local',
    message: 'There is no model for recognising speech yet.',
    remedy: 'Download one in Settings › Voice, or choose the folder of one you have.',
    retry: 'after-change',
  }),
  VOICE_MODEL_INCOMPLETE: row<{ path: string; why: Said }>({
    kind: 'local',
    message: 'The folder {path} holds no speech model: {why}.',
    remedy: 'Choose a folder with a streaming sherpa-onnx model: encoder, decoder, joiner and tokens.txt.',
    retry: 'after-change',
  }),
  VOICE_MODEL_BROKEN: row<{ path: string }>({
    kind: 'local',
    message: 'The speech model in {path} cannot be used: it is damaged, or of another kind.',
    remedy: 'Download it again, or choose another one, in Settings › Voice.',
    retry: 'after-change',
  }),
  VOICE_ENGINE_MISSING: row<{ platform: string }>({
    kind: 'local',
    message: 'This Gangway comes without speech recognition for {platform}.',
    remedy: 'Use a Gangway made for this computer, or install its optional package sherpa-onnx-node.',
    retry: 'never',
  }),
  VOICE_ENGINE_ENDED: row<Record<string, never>>({
    kind: 'local',
    message: 'Speech recognition ended unexpectedly; nothing else is affected.',
    remedy: 'Start it again in Settings › Voice. If it happens again, try another model.',
    retry: 'later',
  }),
  VOICE_DOWNLOAD_FAILED: row<{ address: string; why: Said }>({
    kind: 'network',
    message: 'Downloading {address} failed: {why}.',
    remedy: 'Check this computer’s network and try again. Nothing half-finished is kept.',
    retry: 'later',
  }),
  VOICE_DOWNLOAD_DIFFERS: row<{ name: string }>({
    kind: 'local',
    message: 'The file {name} is not the one that was announced, so it was thrown away.',
    remedy: 'Try again. If it stays so, something between here and there changes files; do not use them.',
    retry: 'later',
  }),
  MICROPHONE_UNAVAILABLE: row<{ why: 'refused' | 'missing' | 'busy' | 'unsupported' }>({
    kind: 'local',
    message:
      '{why, select, refused {The microphone may not be used.} missing {No microphone was found.} busy {The microphone could not be opened; another program may be using it.} other {This browser cannot record from a microphone here.}}',
    remedy:
      '{why, select, refused {Allow the microphone for Gangway in the system’s (or the browser’s) privacy settings, then try again.} missing {Connect one and try again.} busy {Close the other program and try again.} other {Use a current Chrome, Edge, Firefox or Safari, or the Gangway app.}}',
    retry: 'after-change',
  }),
} as const
