// What a folder has to hold for the recogniser: the three parts of a streaming transducer, and its tokens.
import { open, readdir } from 'node:fs/promises'
import path from 'node:path'
import { appError } from '../../src-shared/errors.ts'
import { phrase } from '../../src-shared/said.ts'

export type ModelFiles = {
  readonly encoder: string
  readonly decoder: string
  readonly joiner: string
  readonly tokens: string
}

/**
 * The files of a model, as absolute paths; of a part that is there twice, the smaller (int8). Rejects with
 * VOICE_MODEL_INCOMPLETE. A file that only looks like a model is found out by the recogniser.
 */
export async function findModelFiles(dir: string): Promise<ModelFiles> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR'
    const why = missing ? phrase('modelNoFolder') : phrase('modelUnreadable', { code: error.code ?? '' })
    throw appError('VOICE_MODEL_INCOMPLETE', { path: dir, why }, error)
  })
  const part = (name: string) => {
    const found = names
      .filter(file => file.startsWith(name) && file.endsWith('.onnx'))
      .toSorted((a, b) => Number(b.endsWith('.int8.onnx')) - Number(a.endsWith('.int8.onnx')))[0]
    if (!found) throw incomplete(dir, `${name}.onnx`)
    return path.join(dir, found)
  }
  if (!names.includes('tokens.txt')) throw incomplete(dir, 'tokens.txt')
  const files = {
    encoder: part('encoder'),
    decoder: part('decoder'),
    joiner: part('joiner'),
    tokens: path.join(dir, 'tokens.txt'),
  }
  for (const file of [files.encoder, files.decoder, files.joiner]) await checkBeginning(dir, file)
  return files
}

function incomplete(dir: string, name: string) {
  return appError('VOICE_MODEL_INCOMPLETE', { path: dir, why: phrase('modelFileMissing', { name }) })
}

/** An ONNX file begins with its version: field 1, a small number. A page of HTML or a pointer of Git LFS does not. */
async function checkBeginning(dir: string, file: string): Promise<void> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    const why = phrase('modelUnreadable', { code: error.code ?? '' })
    throw appError('VOICE_MODEL_INCOMPLETE', { path: dir, why }, error)
  })
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    if (bytesRead === 2 && buffer[0] === 0x08 && Number(buffer[1]) < 0x20) return
    const why = phrase('modelFileUnlike', { name: path.basename(file) })
    throw appError('VOICE_MODEL_INCOMPLETE', { path: dir, why })
  } finally {
    await handle.close()
  }
}
