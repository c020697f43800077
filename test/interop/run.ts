// Drives the real OpenClaw both ways and writes docs/interop.md: our connection with its gateway, its command with ours.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makeTempDir } from '../support/temp-dir.ts'
import { asTable, startChecks } from './checks.ts'
import { checkOurClient } from './our-client.ts'
import { installOpenclaw, openclawVersion } from './real-gateway.ts'
import { checkTheirCli } from './their-cli.ts'

process.env['GANGWAY_VAULT'] = 'memory'

console.log(`Installing openclaw ${openclawVersion} (once)…`)
const entry = await installOpenclaw()
const home = await makeTempDir('interop')

console.log('\nThe real command against our gateway')
const theirCli = startChecks()
await checkTheirCli(theirCli.check, entry, home.path)

console.log('\nOur connection with the real gateway')
const ourClient = startChecks()
const remark = await checkOurClient(ourClient.check, entry, home.path)

await home.remove()
const outcomes = [...theirCli.outcomes, ...ourClient.outcomes]
const failed = outcomes.filter(one => !one.ok).length
const page = `# Interoperation with OpenClaw

Printed by \`npm run test:interop\` with the real \`openclaw\` ${openclawVersion} from npm. Last run on Node ${process.versions.node}, ${process.platform}.

## The real command against our gateway

\`gangway gateway run\` on loopback with a local OpenAI-compatible model server; \`openclaw\` told of it by \`--url\` and \`--token\`, by its
environment or by \`gateway.mode: "remote"\`.

${asTable(theirCli.outcomes)}

## Our connection with the real gateway

Its gateway on loopback with the same kind of model server, reached through Gangway's core over a real \`sshd\`.

${asTable(ourClient.outcomes)}

${remark}
`
await writeFile(path.resolve(import.meta.dirname, '../../docs/interop.md'), page)
console.log(`\n${outcomes.length - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
