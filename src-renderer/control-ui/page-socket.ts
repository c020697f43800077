// The browser's WebSocket, fitted to the protocol client.
import type { GatewayProtocolSocket, GatewayProtocolSocketHandlers } from '@openclaw/gateway-client/browser'
import { appError } from '../../src-shared/errors.ts'

/** `maxSendBytes` is asked at each send; more than that throws MESSAGE_TOO_LARGE. */
export function openPageSocket(
  url: string,
  handlers: GatewayProtocolSocketHandlers,
  maxSendBytes: () => number,
): GatewayProtocolSocket {
  const socket = new WebSocket(url)
  socket.addEventListener('open', handlers.open)
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) =>
    handlers.message(typeof data === 'string' ? data : ''),
  )
  // Browsers tell scripts nothing of why; what follows is always a close.
  socket.addEventListener('error', () => handlers.error(new Error('the socket failed')))
  socket.addEventListener('close', ({ code, reason }) => handlers.close(code, reason))
  return {
    isOpen: () => socket.readyState === WebSocket.OPEN,
    send: text => {
      const bytes = new Blob([text]).size
      const maxBytes = maxSendBytes()
      if (bytes > maxBytes) throw appError('MESSAGE_TOO_LARGE', { bytes, maxBytes })
      socket.send(text)
    },
    close: (code, reason) => socket.close(code, reason),
  }
}
