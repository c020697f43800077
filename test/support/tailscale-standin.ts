// An executable called `tailscale` that prints what the real one printed once, keeps what Serve was told, and writes down
// how it was called.
import { chmod, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { tailscaleRunner } from '../../src-main/tailnet/run-tailscale.ts'
import { openTailscale, type Tailscale } from '../../src-main/tailnet/tailscale.ts'
import { makeTempDir } from './temp-dir.ts'

export type TailscaleStandin = {
  /** The folder it is in, for a PATH. */
  readonly folder: string
  readonly tailscale: Tailscale
  /** The arguments of every call so far, oldest first. */
  readonly calls: () => Promise<string[]>
  /** What `tailscale status --json` prints from now on. */
  readonly say: (file: 'status' | 'serve' | `whois-${string}`, json: object | string) => Promise<void>
  /** Makes a command fail, as the real one does, or never answer. */
  readonly breakCommand: (command: string, how: { stderr: string } | 'hangs') => Promise<void>
  /** What Serve does at the root, as the real one would say it. */
  readonly served: () => Promise<unknown>
  readonly remove: () => Promise<void>
}

export const tailnetName = 'box.tail1234.ts.net'
export const tailnetAddress = '100.101.102.103'

/** In the shape of Tailscale's own `ipnstate.Status` (tailscale.com/cli), with the fields that tell something here; written, not recorded. */
export const runningStatus = {
  Version: '1.84.0-t1234567890-g1234567890',
  TUN: true,
  BackendState: 'Running',
  HaveNodeKey: true,
  AuthURL: '',
  TailscaleIPs: [tailnetAddress, 'fd7a:115c:a1e0::1'],
  Self: {
    ID: 'n1CNTRL',
    PublicKey: 'nodekey:0000',
    HostName: 'box',
    DNSName: `${tailnetName}.`,
    OS: 'linux',
    UserID: 12_345,
    TailscaleIPs: [tailnetAddress, 'fd7a:115c:a1e0::1'],
    Online: true,
  },
  Health: [],
  MagicDNSSuffix: 'tail1234.ts.net',
  CertDomains: [tailnetName],
  Peer: null,
  User: null,
}

export function whoisOf(login: string) {
  return {
    Node: { ID: 42, StableID: 'n2CNTRL', Name: 'phone.tail1234.ts.net.', User: 12_345, Tags: null },
    UserProfile: { ID: 12_345, LoginName: login, DisplayName: 'Ada', ProfilePicURL: '' },
    CapMap: null,
  }
}

export function servedJson(target: string, more: object = {}) {
  return {
    TCP: { '443': { HTTPS: true } },
    Web: { [`${tailnetName}:443`]: { Handlers: { '/': { Proxy: target } } } },
    ...more,
  }
}

// A shell script, for it is called often and must be quick.
const script = (folder: string) => `#!/bin/sh
cd '${folder}' || exit 9
echo "$*" >> calls
command="$1"
[ "$1 $2" = "serve status" ] && command="serve-status"
[ -e "hangs-$command" ] && exec tail -f /dev/null
if [ -e "fails-$command" ]; then cat "fails-$command" >&2; exit 1; fi
case "$command" in
  status) cat status ;;
  serve-status) cat serve ;;
  whois)
    if [ -e "whois-$3" ]; then cat "whois-$3"; else echo "peer not found" >&2; exit 1; fi ;;
  serve)
    for last; do :; done
    if [ "$last" = off ]; then echo '{}' > serve
    else printf '{"TCP":{"443":{"HTTPS":true}},"Web":{"${tailnetName}:443":{"Handlers":{"/":{"Proxy":"%s"}}}}}' "$last" > serve
    fi ;;
  *) echo "unknown command" >&2; exit 2 ;;
esac
`

export async function makeTailscaleStandin(): Promise<TailscaleStandin> {
  const dir = await makeTempDir('tailscale')
  const file = (name: string) => path.join(dir.path, name)
  await Promise.all([
    writeFile(file('tailscale'), script(dir.path)),
    writeFile(file('status'), JSON.stringify(runningStatus)),
    writeFile(file('serve'), '{}'),
    writeFile(file('calls'), ''),
  ])
  await chmod(file('tailscale'), 0o755)
  return {
    folder: dir.path,
    tailscale: openTailscale(tailscaleRunner({ PATH: `${dir.path}:/usr/bin:/bin` })),
    calls: async () => (await readFile(file('calls'), 'utf8')).split('\n').filter(line => line !== ''),
    say: (name, json) => writeFile(file(name), typeof json === 'string' ? json : JSON.stringify(json)),
    breakCommand: (command, how) =>
      how === 'hangs'
        ? writeFile(file(`hangs-${command}`), '')
        : writeFile(file(`fails-${command}`), how.stderr),
    served: async () => JSON.parse(await readFile(file('serve'), 'utf8')) as unknown,
    remove: dir.remove,
  }
}
