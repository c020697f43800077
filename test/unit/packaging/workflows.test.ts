import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const root = path.resolve(import.meta.dirname, '../../..')
type Step = {
  readonly uses?: string
  readonly run?: string
  readonly env?: Record<string, string>
  readonly if?: string
}
type Job = {
  readonly steps: Step[]
  readonly permissions?: Record<string, string>
  readonly 'timeout-minutes'?: number
  readonly needs?: string
  readonly strategy?: { readonly matrix: { readonly include?: { os: string; arch: string }[] } }
}
type Workflow = {
  readonly on: { readonly push?: { readonly tags?: string[] } }
  readonly permissions: Record<string, string>
  readonly jobs: Record<string, Job>
}

const files = globSync('.github/workflows/*.yml', { cwd: root })
const workflows = files.map(file => {
  const text = readFileSync(path.join(root, file), 'utf8')
  return { file, text, workflow: parse(text) as Workflow }
})
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}
const named = (file: string) => {
  const found = workflows.find(entry => entry.file.endsWith(file))
  if (!found) throw new Error(`no workflow ${file}`)
  return found.workflow
}
const commandsOf = (workflow: Workflow) =>
  Object.values(workflow.jobs).flatMap(job => job.steps.flatMap(step => (step.run ? [step.run] : [])))

describe.each(workflows)('$file', ({ text, workflow }) => {
  test('runs only npm scripts and files that exist', () => {
    const commands = commandsOf(workflow).join('\n')
    for (const [, script] of commands.matchAll(/npm run ([\w:-]+)/g))
      expect(scripts).toHaveProperty([script!])
    for (const [, file] of commands.matchAll(/\bnode ([\w./-]+\.(?:ts|mjs|js))/g))
      expect(existsSync(path.join(root, file!)), file).toBe(true)
    for (const [, bin] of commands.matchAll(/\bnpx ([\w-]+)/g))
      expect(existsSync(path.join(root, 'node_modules/.bin', bin!)), bin).toBe(true)
  })

  test('pins every action to one commit and says which version that is', () => {
    const uses = text.split('\n').filter(line => /\buses:/.test(line))
    expect(uses.length).toBeGreaterThan(0)
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  test('may do no more than read, leaves no token behind, and ends by itself', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    for (const [name, job] of Object.entries(workflow.jobs)) {
      if (name !== 'publish') expect(job.permissions, name).toBeUndefined()
      expect(job['timeout-minutes'], name).toBeGreaterThan(0)
    }
    const checkouts = text.match(/actions\/checkout@/g)?.length
    expect(text.match(/persist-credentials: false/g)).toHaveLength(checkouts ?? 0)
  })

  test('lets nothing that others write into a command', () => {
    for (const command of commandsOf(workflow))
      expect(command).not.toMatch(/\$\{\{\s*(github|inputs|secrets)\./)
  })
})

describe('the release', () => {
  const release = named('release.yml')

  test('is made on tags, for three systems and both processors, and only then published', () => {
    expect(release.on).toEqual({ push: { tags: ['v*'] } })
    const built = release.jobs['build']?.strategy?.matrix.include?.map(
      ({ os, arch }) => `${os.split('-')[0]} ${arch}`,
    )
    expect(built?.sort()).toEqual(
      ['macos arm64', 'macos x64', 'ubuntu arm64', 'ubuntu x64', 'windows arm64', 'windows x64'].sort(),
    )
    expect(release.jobs['publish']?.needs).toBe('build')
    expect(release.jobs['publish']?.permissions).toEqual({ contents: 'write' })
  })

  test('is tested in real Electron, and the packaged app is checked on every system', () => {
    const steps = release.jobs['build']?.steps ?? []
    const inElectron = steps.find(step => step.env?.['GANGWAY_E2E_DOOR'] === 'electron')
    expect(inElectron?.run).toContain('xvfb-run --auto-servernum npm run test:e2e')
    const checks = steps.filter(step => step.run?.includes('check:package')).map(step => step.if)
    expect(checks).toEqual(["runner.os != 'Linux'", "runner.os == 'Linux'"])
  })
})

test('every change is tested in real Electron, and an Electron without support turns the check red', () => {
  const check = named('check.yml')
  expect(check.jobs['electron']?.steps.at(-1)?.env).toEqual({ GANGWAY_E2E_DOOR: 'electron' })
  expect(commandsOf(check).at(-1)).toBe('npm run check:electron -- electron.json')
})
