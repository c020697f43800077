// L9: a known_hosts of tens of thousands of hidden names, and an ssh_config of thousands of hosts.
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import {
  judgeHostKey,
  knownHostKeyTypes,
  type HostKeyPlace,
} from '../../../src-main/tunnel/host-keys/host-keys.ts'
import { hideName, type LookupName } from '../../../src-main/tunnel/host-keys/known-hosts-line.ts'
import { listConfiguredHosts, resolveSshHost } from '../../../src-main/tunnel/ssh-config/ssh-host.ts'
import { hostKey, keyText } from '../../support/host-key-fixtures.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'
import type { Measure } from '../proof-case.ts'
import { loadOutcome } from './load-outcome.ts'

const rounds = 5
const wantedKnownHostsMs = 250
const wantedConfigMs = 300
const never = new AbortController().signal

const nameOf = (index: number) => `host-${index}.example.com`
const keyOf = (index: number) => hostKey('ssh-ed25519', `key ${index}`)

/** What a connection asks of the file before and after it hears the server's key, as the first that reads it. */
export const lookUpKnownHosts: Measure = async ({ amount: lines }) => {
  const folder = await makeTempDir('known-hosts')
  const last = nameOf(lines - 1)
  const text = Array.from({ length: lines }, (_, index) => {
    const name = hideName(nameOf(index) as LookupName, randomBytes(20))
    return `${name} ${keyText(keyOf(index))}\n`
  }).join('')
  const times = { known: [] as number[], new: [] as number[] }
  const failures: string[] = []
  try {
    for (let round = 0; round < rounds; round += 1) {
      // The host of the last line, and one that no line is about and whose port makes two names of it.
      for (const [kind, hostname, port] of [
        ['known', last, 22],
        ['new', 'elsewhere.example.com', 2222],
      ] as const) {
        const place = await placeOf(folder, `${kind}-${round}`, text, hostname, port)
        const startedOn = performance.now()
        const types = await knownHostKeyTypes(place)
        const verdict = await judgeHostKey(place, keyOf(kind === 'known' ? lines - 1 : -1))
        times[kind].push(performance.now() - startedOn)
        const wanted = kind === 'known' ? 'trusted' : 'new'
        if (verdict.kind !== wanted || types.length !== (kind === 'known' ? 1 : 0))
          failures.push(`${hostname} is ${verdict.kind}, known by ${types.length} types`)
      }
    }
  } finally {
    await folder.remove()
  }
  return loadOutcome({
    played: lines,
    failures,
    numbers: {
      'known host ms (best)': Math.min(...times.known),
      'known host ms (first)': times.known[0] ?? Number.NaN,
      'new host ms (best)': Math.min(...times.new),
    },
    wants: {
      'known host ms (best)': { atMost: wantedKnownHostsMs },
      'new host ms (best)': { atMost: wantedKnownHostsMs },
    },
  })
}

/** Each round in a file of its own: what was read of another is remembered. */
async function placeOf(
  folder: TempDir,
  name: string,
  text: string,
  hostname: string,
  port: number,
): Promise<HostKeyPlace> {
  const file = path.join(folder.path, name)
  await writeFile(file, text)
  const config = path.join(folder.path, `${name}-config`)
  await writeFile(config, `Host *\n  UserKnownHostsFile ${file}\n  GlobalKnownHostsFile none\n`)
  const host = await resolveSshHost(`${hostname}:${port}`, { userFile: config, ssh: null }, never)
  return { host, appFile: path.join(folder.path, 'none') }
}

/** The list of all hosts for the page, and all that the file says of its last one. */
export const readLargeConfig: Measure = async ({ amount: hosts }) => {
  const folder = await makeTempDir('ssh-config')
  const userFile = path.join(folder.path, 'config')
  const blocks = Array.from({ length: hosts }, (_, index) =>
    [
      `Host box-${index} b${index}`,
      `  HostName ${nameOf(index)}`,
      `  User user-${index % 50}`,
      `  Port ${2200 + (index % 100)}`,
      `  IdentityFile ~/.ssh/id_${index % 20}`,
      '',
    ].join('\n'),
  )
  await writeFile(userFile, [...blocks, 'Host *', '  ServerAliveInterval 7', ''].join('\n'))
  const source = { userFile, ssh: null }
  const times = { list: [] as number[], host: [] as number[] }
  const failures: string[] = []
  try {
    for (let round = 0; round < rounds; round += 1) {
      const listedOn = performance.now()
      const list = await listConfiguredHosts(source)
      const resolvedOn = performance.now()
      const host = await resolveSshHost(`box-${hosts - 1}`, source, never)
      times.list.push(resolvedOn - listedOn)
      times.host.push(performance.now() - resolvedOn)
      if (list.length !== hosts * 2) failures.push(`the list has ${list.length} names, not ${hosts * 2}`)
      if (host.hostname !== nameOf(hosts - 1) || host.serverAliveIntervalMs !== 7_000)
        failures.push(`the last host came out as ${host.hostname}, ${host.serverAliveIntervalMs}`)
    }
  } finally {
    await folder.remove()
  }
  return loadOutcome({
    played: hosts,
    failures,
    numbers: {
      'list ms (best)': Math.min(...times.list),
      'list ms (first)': times.list[0] ?? Number.NaN,
      'one host ms (best)': Math.min(...times.host),
      'one host ms (first)': times.host[0] ?? Number.NaN,
    },
    wants: {
      'list ms (best)': { atMost: wantedConfigMs },
      'one host ms (best)': { atMost: wantedConfigMs },
    },
  })
}
