// Fetches a speech model, file by file: each is checked to the byte before any of it is used. There is no archive, so
// there is nothing that could unpack itself elsewhere.
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { appError, toErrorReport, isAppError } from '../../src-shared/errors.ts'
import { phrase, type Phrase } from '../../src-shared/said.ts'
import type { ModelDownload } from '../../src-shared/voice.ts'
import { bytesOf, type ModelFile, type ModelOffer } from '../../src-shared/voice-model.ts'

export type ModelDownloader = {
  readonly state: () => ModelDownload
  /** Settles when it is done, called off, or failed, which `state` tells. A second call joins the first. */
  readonly begin: () => Promise<void>
  readonly cancel: () => void
  readonly onChange: (listener: () => void) => () => void
}

export type DownloadParts = {
  readonly offer: ModelOffer
  /** Where models are kept; each has a folder of its own. */
  readonly modelsDir: string
  /** Told the folder of a whole model. */
  readonly onDone: (dir: string) => Promise<unknown>
}

/** A window need not be told of every packet. */
const toldEveryBytes = 512 * 1024

export function openModelDownloader({ offer, modelsDir, onDone }: DownloadParts): ModelDownloader {
  const listeners = new Set<() => void>()
  let state: ModelDownload = { phase: 'none' }
  let under: { readonly done: Promise<void>; readonly cancel: () => void } | undefined

  const set = (next: ModelDownload) => {
    state = next
    for (const listener of listeners) listener()
  }

  async function load(signal: AbortSignal): Promise<void> {
    const totalBytes = bytesOf(offer)
    const target = path.join(modelsDir, offer.name)
    const unfinished = path.join(modelsDir, `.${randomUUID()}`)
    let receivedBytes = 0
    let told = 0
    const onBytes = (count: number) => {
      receivedBytes += count
      if (receivedBytes - told < toldEveryBytes) return
      told = receivedBytes
      set({ phase: 'loading', receivedBytes, totalBytes })
    }
    set({ phase: 'loading', receivedBytes, totalBytes })
    try {
      await mkdir(unfinished, { recursive: true, mode: 0o700 })
      for (const file of offer.files) await loadFile(offer, file, unfinished, onBytes, signal)
      await rm(target, { recursive: true, force: true })
      await rename(unfinished, target)
      await onDone(target)
      set({ phase: 'none' })
    } catch (error) {
      if (signal.aborted) set({ phase: 'none' })
      else set({ phase: 'failed', error: toErrorReport(named(error, modelsDir)) })
    } finally {
      await rm(unfinished, { recursive: true, force: true })
      under = undefined
    }
  }

  return {
    state: () => state,
    begin: () => {
      if (!under) {
        const calledOff = new AbortController()
        under = { done: load(calledOff.signal), cancel: () => calledOff.abort() }
      }
      return under.done
    },
    cancel: () => under?.cancel(),
    onChange: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

async function loadFile(
  offer: ModelOffer,
  file: ModelFile,
  dir: string,
  onBytes: (count: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const address = new URL(file.name, offer.address).href
  const failed = (why: Phrase | string, cause?: unknown) =>
    appError('VOICE_DOWNLOAD_FAILED', { address, why }, cause)
  const response = await fetch(address, { signal, redirect: 'follow' }).catch((error: unknown) => {
    throw failed(phrase('downloadNoAnswer'), error)
  })
  if (!response.ok || !response.body) throw failed(`HTTP ${response.status}`)
  if (address.startsWith('https:') && !response.url.startsWith('https:'))
    throw failed(phrase('downloadNotHttps'))

  const hash = createHash('sha256')
  let bytes = 0
  // A name of the offer is a name and no path; `wx` follows no link that somebody put there.
  const handle = await open(path.join(dir, path.basename(file.name)), 'wx', 0o600)
  try {
    for await (const piece of unlessBroken(response.body, error =>
      failed(phrase('downloadEndedEarly'), error),
    )) {
      bytes += piece.length
      if (bytes > file.bytes) throw failed(phrase('downloadTooLong'))
      hash.update(piece)
      await handle.writeFile(piece)
      onBytes(piece.length)
    }
  } finally {
    await handle.close()
  }
  if (bytes < file.bytes) throw failed(phrase('downloadEndedEarly'))
  if (hash.digest('hex') !== file.sha256) throw appError('VOICE_DOWNLOAD_DIFFERS', { name: file.name })
}

async function* unlessBroken(body: AsyncIterable<Uint8Array>, say: (error: unknown) => Error) {
  try {
    yield* body
  } catch (error) {
    throw isAppError(error) ? error : say(error)
  }
}

/** What is neither the network's nor a wrong file is the disk's. */
function named(error: unknown, dir: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  return isAppError(error) || code === undefined
    ? error
    : appError('STORE_FAILED', { path: dir, why: code }, error)
}
