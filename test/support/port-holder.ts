// Holds a local port as the app does, in a process of its own: `node port-holder.ts PORT`. Says what came of it in one line
// of JSON, the port or the error, and stays until it is ended.
import { PassThrough } from 'node:stream'
import { toErrorReport } from '../../src-shared/errors.ts'
import { openLocalListener } from '../../src-main/tunnel/local-listener.ts'

const listening = openLocalListener({
  port: Number(process.argv[2]),
  waitMs: 10_000,
  openChannel: async () => new PassThrough(),
})
const said = await listening.then(
  ({ port }) => ({ port }),
  (error: unknown) => ({ error: toErrorReport(error) }),
)
process.stdout.write(`${JSON.stringify(said)}\n`)
