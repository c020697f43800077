// The hosts a person has configured, for the list on the Connect page: names and where they lead, quickly, for thousands.
import { expandHostName, type Surroundings } from './ssh-config-tokens.ts'
import { includedFiles } from './ssh-config-include.ts'
import { ConfigFault, parseConfigLine, type ConfigLine } from './ssh-config-lines.ts'
import { matchesCriteria, matchesHost, MatchExecRefused } from './ssh-config-match.ts'
import { configFiles, maxConfigFiles, maxIncludeDepth, type ConfigFile } from './ssh-config-reader.ts'
import { readConfigLines } from './ssh-config-text.ts'
import type { SshConfigSource } from './ssh-host.ts'
import { formatSshTarget, parseSshTarget } from './ssh-target.ts'

export type ConfiguredHost = {
  readonly host: string
  /** `user@hostname:port`. */
  readonly summary: string
}

const settingNames = ['hostname', 'user', 'port', 'tag'] as const
type SettingName = (typeof settingNames)[number]
type Settings = Partial<Record<SettingName, string>>

/** The lines from one `Host` or `Match` to the next. The conditions are its own and those of the blocks that include it. */
type Block = {
  readonly order: number
  readonly conditions: readonly ConfigLine[]
  readonly settings: Settings
}

/** See `listConfiguredHosts`. */
export async function readConfiguredHosts(
  source: SshConfigSource,
  surroundings: Surroundings,
): Promise<ConfiguredHost[]> {
  const { user, system } = configFiles(source, surroundings)
  const blocks: Block[] = []
  const progress = { filesRead: 0 }
  for (const file of system ? [user, system] : [user]) {
    await collectBlocks(file, { blocks, progress, stack: [], conditions: [], surroundings })
  }
  const index = indexBlocks(blocks)
  return aliasesOf(blocks).flatMap(alias => {
    const candidates = [...index.general, ...(index.byName.get(alias) ?? [])].sort(
      (a, b) => a.order - b.order,
    )
    const found = settingsOf(alias, candidates, surroundings)
    return found ? [{ host: alias, summary: summaryOf(alias, found, surroundings) }] : []
  })
}

type Collection = {
  readonly blocks: Block[]
  readonly progress: { filesRead: number }
  readonly stack: readonly string[]
  readonly conditions: readonly ConfigLine[]
  readonly surroundings: Surroundings
}

async function collectBlocks(file: ConfigFile, collection: Collection): Promise<void> {
  const { blocks, progress, stack, conditions, surroundings } = collection
  progress.filesRead += 1
  if (progress.filesRead > maxConfigFiles || stack.length > maxIncludeDepth || stack.includes(file.path))
    return
  let block = newBlock(blocks, conditions)
  for (const line of await readableLines(file)) {
    const keyword = line.keyword as SettingName
    if (line.keyword === 'host' || line.keyword === 'match') {
      block = newBlock(blocks, [...conditions, line])
    } else if (line.keyword === 'include') {
      for (const word of line.words) {
        for (const path of await includedFiles(word, file.includeFolder, surroundings).catch(ignoreFault)) {
          const inner = { ...collection, stack: [...stack, file.path], conditions: block.conditions }
          await collectBlocks({ ...file, path, ownersOnly: true }, inner)
        }
      }
      // What follows comes after what was included.
      block = newBlock(blocks, block.conditions)
    } else if (settingNames.includes(keyword)) {
      block.settings[keyword] ??= line.words[0] ?? ''
    }
  }
}

function newBlock(blocks: Block[], conditions: readonly ConfigLine[]): Block {
  const block: Block = { order: blocks.length, conditions, settings: {} }
  blocks.push(block)
  return block
}

/** The lines that make sense. A list of names is still useful when one line is broken; connecting says what is wrong. */
async function readableLines(file: ConfigFile): Promise<ConfigLine[]> {
  const texts = (await readConfigLines(file.path, file).catch(ignoreFault)) ?? []
  return texts.flatMap(text => {
    try {
      return parseConfigLine(text) ?? []
    } catch (error) {
      return ignoreFault(error)
    }
  })
}

function ignoreFault(error: unknown): [] {
  if (error instanceof ConfigFault) return []
  throw error
}

/** Every plain name of every `Host` line, once, in order. */
function aliasesOf(blocks: readonly Block[]): string[] {
  const words = blocks
    .flatMap(({ conditions }) => conditions.at(-1))
    .flatMap(line => (line?.keyword === 'host' ? line.words : []))
  return [...new Set(words.filter(word => isPlain(word) && isTarget(word)))]
}

const isPlain = (word: string) => word !== '' && !/[*?!]/.test(word)

/** Whether the name can be typed on the Connect page as it is. */
function isTarget(word: string): boolean {
  try {
    return parseSshTarget(word).host === word
  } catch {
    return false
  }
}

type BlockIndex = {
  readonly general: readonly Block[]
  readonly byName: ReadonlyMap<string, readonly Block[]>
}

/** Most blocks name their hosts outright: found by name, 5,000 of them take no 25 million comparisons. */
function indexBlocks(blocks: readonly Block[]): BlockIndex {
  const general: Block[] = []
  const byName = new Map<string, Block[]>()
  for (const block of blocks) {
    const own = block.conditions.at(-1)
    const isAboutNames = own?.keyword === 'host' && own.words.every(isPlain)
    if (!isAboutNames) {
      general.push(block)
      continue
    }
    for (const name of new Set(own.words)) {
      const same = byName.get(name)
      if (same) same.push(block)
      else byName.set(name, [block])
    }
  }
  return { general, byName }
}

/** What the blocks say of a name; undefined when no `Host` line that holds the name applies. */
function settingsOf(
  alias: string,
  candidates: readonly Block[],
  surroundings: Surroundings,
): Settings | undefined {
  const found: Settings = {}
  let named = false
  for (const { conditions, settings } of candidates) {
    if (!conditions.every(line => applies(line, alias, found, surroundings))) continue
    named ||= conditions.at(-1)?.words.includes(alias) ?? false
    for (const name of settingNames) {
      const value = settings[name]
      if (value !== undefined) found[name] ??= value
    }
  }
  return named ? found : undefined
}

function applies(line: ConfigLine, alias: string, found: Settings, surroundings: Surroundings): boolean {
  try {
    if (line.keyword === 'host') return matchesHost(line.words, alias)
    const facts = {
      name: alias,
      originalHost: alias,
      hostname: found.hostname ?? alias,
      user: found.user ?? surroundings.user,
      localUser: surroundings.user,
      tag: found.tag ?? '',
      finalPass: false,
    }
    return matchesCriteria(line.words, facts, { skipExec: true }).matched
  } catch (error) {
    if (error instanceof ConfigFault || error instanceof MatchExecRefused) return false
    throw error
  }
}

function summaryOf(alias: string, { hostname, user, port }: Settings, surroundings: Surroundings): string {
  return formatSshTarget({
    user: user ?? surroundings.user,
    host: hostname === undefined ? alias : hostnameOf(hostname, alias),
    port: port !== undefined && /^\d{1,5}$/.test(port) ? Number(port) : 22,
  })
}

function hostnameOf(hostname: string, alias: string): string {
  try {
    return expandHostName(hostname, alias)
  } catch {
    return hostname
  }
}
