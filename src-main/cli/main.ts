// The `gangway` command where Node runs it.
import path from 'node:path'
import { runCommand } from './run-command.ts'

await runCommand(process.argv.slice(2), [process.execPath, path.resolve(process.argv[1] ?? '')])
