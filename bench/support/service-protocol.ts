// The first bytes of a connection to the remote service: what it is to do, and with how many bytes.

const kinds = ['send', 'swallow', 'echo', 'stall'] as const

export type ServiceRequest = { readonly kind: (typeof kinds)[number]; readonly bytes: number }

export const headBytes = 9

export function writeRequest({ kind, bytes }: ServiceRequest): Buffer {
  const head = Buffer.alloc(headBytes)
  head[0] = kinds.indexOf(kind)
  head.writeBigUInt64BE(BigInt(bytes), 1)
  return head
}

export function readRequest(head: Buffer): ServiceRequest {
  const kind = kinds[head[0] ?? -1]
  if (!kind) throw new Error('the first byte names no request')
  return { kind, bytes: Number(head.readBigUInt64BE(1)) }
}
