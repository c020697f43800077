// gangway: links, from web pages, mails and other programs: read strictly, and never acted upon. They open the window
// with a form that a person looks at.
import { ConnectionTarget, defaultGatewayPort } from '../../src-shared/connection.ts'
import type { Destination } from '../../src-shared/desktop-api.ts'
import { parseGatewayUrl } from '../connection/gateway-address.ts'
import { formatSshTarget, parseSshTarget } from '../tunnel/ssh-config/ssh-target.ts'

const maxLength = 2048
const linkShape = /^gangway:\/\/(open|connect)\/?(?:\?([!"$-~]*))?$/i

/** As `gangway://connect?target=…` names them; each at most once. */
const parameters = ['target', 'gatewayPort', 'tlsFingerprint'] as const
type Parameters = Partial<Record<(typeof parameters)[number], string>>

/**
 * Where a link leads, or undefined when it is not exactly one of ours:
 * - `gangway://open`
 * - `gangway://connect?target=T`, where T is `local`, an SSH host (with `&gatewayPort=N`) or a ws:// or wss:// address
 *   (with `&tlsFingerprint=HEX`). No secret has a place in it.
 */
export function readDeepLink(text: string): Destination | undefined {
  // The URL parser drops tabs and line ends, resolves `..` and forgives much else: what was read would not be what was
  // written. The slash before the query is Windows'.
  const [, action, query = ''] = text.length > maxLength ? [] : (linkShape.exec(text) ?? [])
  const given = readParameters(new URLSearchParams(query))
  if (action === undefined || !given) return undefined
  if (action.toLowerCase() === 'open') return Object.keys(given).length === 0 ? { page: 'chat' } : undefined
  const proposal = targetOf(given)
  return proposal && { page: 'connect', proposal }
}

function readParameters(search: URLSearchParams): Parameters | undefined {
  const given: Parameters = {}
  for (const [name, value] of search) {
    const known = parameters.find(parameter => parameter === name)
    if (!known || known in given || value === '') return undefined
    given[known] = value
  }
  return given
}

function targetOf({ target, gatewayPort, tlsFingerprint }: Parameters): ConnectionTarget | undefined {
  if (target === undefined) return undefined
  if (target === 'local')
    return gatewayPort === undefined && tlsFingerprint === undefined ? { kind: 'local' } : undefined
  try {
    if (/^wss?:/i.test(target)) {
      // The URL parser would take `wss:///name` for a host.
      if (gatewayPort !== undefined || !/^wss?:\/\/[^/\\]/i.test(target)) return undefined
      const { url } = parseGatewayUrl(target)
      return accepted({ kind: 'direct', url, ...(tlsFingerprint !== undefined && { tlsFingerprint }) })
    }
    if (tlsFingerprint !== undefined || !isPort(gatewayPort)) return undefined
    return accepted({
      kind: 'ssh',
      host: formatSshTarget(parseSshTarget(target)),
      gatewayPort: Number(gatewayPort ?? defaultGatewayPort),
      engine: 'ssh2',
    })
  } catch {
    // TARGET_INVALID, URL_INVALID or PLAINTEXT_REFUSED: whoever wrote the link is not there to be told.
    return undefined
  }
}

function accepted(target: unknown): ConnectionTarget | undefined {
  return ConnectionTarget.safeParse(target).data
}

function isPort(text: string | undefined): boolean {
  return text === undefined || /^[1-9]\d{0,4}$/.test(text)
}
