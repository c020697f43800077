// `node scripts/release-manifests.ts FOLDER`: FOLDER/manifests/ARCH/latest*.yml, as each processor's build made them,
// become FOLDER/latest*.yml, each with its signature beside it. Without GANGWAY_UPDATE_KEY there are none: an app that
// cannot check a manifest must not find one.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { mergeManifests, signManifest } from './update-manifests.ts'
import { privateUpdateKey } from './update-key.ts'

const folder = process.argv[2]
if (!folder) throw new Error('Which folder? node scripts/release-manifests.ts FOLDER')
const from = path.join(folder, 'manifests')
const byName = new Map<string, string[]>()
// Backwards, so that x64 comes first: an app that knows nothing of processors takes the first file.
for (const arch of readdirSync(from).toSorted().toReversed()) {
  for (const name of readdirSync(path.join(from, arch))) {
    byName.set(name, [...(byName.get(name) ?? []), readFileSync(path.join(from, arch, name), 'utf8')])
  }
}
rmSync(from, { recursive: true })

const pem = process.env['GANGWAY_UPDATE_KEY']
if (pem) {
  const key = privateUpdateKey(pem)
  for (const [name, texts] of byName) {
    const manifest = mergeManifests(texts)
    writeFileSync(path.join(folder, name), manifest)
    writeFileSync(path.join(folder, `${name}.sig`), signManifest(name, manifest, key))
    console.log(`${name} is signed.`)
  }
} else {
  console.log('GANGWAY_UPDATE_KEY is not set: this release offers itself to nobody as an update.')
}
