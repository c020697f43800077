// A process of its own, started with `--permission`, that reads configurations with our reader: it may read files, and
// neither write them nor start a process. `node --permission --allow-fs-read=* read-without-processes.ts QUESTIONS`.
import { spawnSync } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { readFile } from 'node:fs/promises'
import { listConfiguredHosts } from '../../../src-main/tunnel/ssh-config/ssh-host.ts'
import { readAs, type Question, type Reading } from './read-as.ts'

mustNotStart()
let processes = 0
subscribe('child_process', () => (processes += 1))
const questions = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as Question[]
const readings: Reading[] = []
for (const { target, userFile } of questions) {
  const before = processes
  const reading = await readAs(target, userFile, null)
  // The list of hosts passes over what makes no sense; it must not throw either.
  await listConfiguredHosts({ userFile })
  readings.push({ ...reading, processes: processes - before })
}
process.stdout.write(JSON.stringify(readings))

/** What is proved here means nothing where the permission was given. */
function mustNotStart(): void {
  try {
    spawnSync(process.execPath, ['--version'])
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ACCESS_DENIED') return
    throw error
  }
  throw new Error('this process may start others')
}
