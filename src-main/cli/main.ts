// The `gangway` command where Node runs it.
import path from 'node:path'
import { keepCompiledCode } from './compile-cache.ts'

keepCompiledCode()
// Not before: what is imported at the top has been compiled by then.
const { runCommand } = await import('./run-command.ts')
await runCommand(process.argv.slice(2), [process.execPath, path.resolve(process.argv[1] ?? '')])
