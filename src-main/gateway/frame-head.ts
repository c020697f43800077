// What a frame that is not parsed says of itself where clients write it: at its beginning.

/** Methods that may bring files, documents and what nodes have to say. The parameters of all others are small. */
const bulkyMethods: ReadonlySet<string> = new Set([
  'agent',
  'chat.inject',
  'chat.send',
  'config.apply',
  'config.patch',
  'config.set',
  'exec.approvals.node.set',
  'exec.approvals.set',
  'node.event',
  'node.invoke',
  'node.invoke.result',
  'send',
])
/** More than this only those need, in bytes. */
export const usualFrameBytes = 1024 * 1024

const head =
  /^\s*\{\s*"type"\s*:\s*"req"\s*,\s*"id"\s*:\s*"([^"\\]{1,100})"(?:\s*,\s*"method"\s*:\s*"([^"\\]{1,100})")?/
/** So much of a frame is looked at. */
export const headBytes = 512

export type FrameHead = { readonly id: string | undefined; readonly method: string | undefined }

/** Undefined is what stands elsewhere, or is not there. */
export function frameHead(bytes: Buffer): FrameHead {
  const [, id, method] = head.exec(bytes.toString('utf8', 0, headBytes)) ?? []
  return { id, method }
}

/**
 * Whether a frame is larger than what it asks for can be, found out before it is parsed: as a text and as what it means it
 * would cost its size again and again. Who names the method later than usual is given the benefit of the doubt.
 */
export function isOversized(head: Buffer, length: number): boolean {
  if (length <= usualFrameBytes) return false
  const begin = head.toString('utf8', 0, headBytes).trimStart()
  if (begin !== '' && !begin.startsWith('{')) return true
  const { method } = frameHead(head)
  return method !== undefined && !bulkyMethods.has(method)
}
