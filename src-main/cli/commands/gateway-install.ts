// `gangway gateway install`: keeps the gateway running, after showing how.
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { confirm } from '../confirm.ts'
import type { CliContext } from '../context.ts'
import { runSteps } from '../service/run-steps.ts'
import { putBack, readServiceFile, writeServiceFile } from '../service/service-file.ts'
import { commandLine, thisService, type RunWish } from '../service/this-service.ts'

export type InstallOptions = RunWish & {
  readonly dryRun?: boolean | undefined
  readonly yes?: boolean | undefined
}

export async function installGateway(context: CliContext, options: InstallOptions): Promise<void> {
  const { output, signal, stateDir } = context
  const plan = thisService(context, options)
  const commands = plan.begin.map(commandLine)
  const facts = { name: plan.name, file: plan.file, text: plan.text, commands }
  const shown = [`${plan.file}:`, '', ...plan.text.trimEnd().split('\n'), '', 'Then:', ...commands]
  if (options.dryRun) {
    output.result({ ok: true, installed: false, ...facts }, shown)
    return
  }
  for (const line of shown) output.note(line)
  const before = await readServiceFile(plan)
  if (before) output.note('It takes the place of the one that is there.')
  await confirm(context, 'Install it?', options.yes)

  await mkdir(path.join(stateDir, 'logs'), { recursive: true, mode: 0o700 })
  await writeServiceFile(plan)
  try {
    await runSteps(plan.begin, signal)
  } catch (error) {
    // A description of a service that cannot be started would be tried again at the next login.
    await putBack(plan, before)
    throw error
  }
  output.result({ ok: true, installed: true, ...facts }, [
    `${plan.name} is installed and started.`,
    ...plan.remarks,
    'How it is: gangway gateway status',
  ])
}
