// The manifests that electron-updater reads: one for a system, signed so that only a release's own is believed.
import { sign, type KeyObject } from 'node:crypto'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { signedBytes } from '../src-main/desktop/update-signature.ts'

const Manifest = z.looseObject({
  version: z.string(),
  files: z.array(z.looseObject({ url: z.string() })).min(1),
})

/** One manifest with the files of all; the rest is the first one's. Throws when they are not of one version. */
export function mergeManifests(texts: readonly string[]): string {
  const manifests = texts.map(text => Manifest.parse(parse(text)))
  const [first] = manifests
  if (!first) throw new Error('There is no manifest to merge.')
  const versions = new Set(manifests.map(({ version }) => version))
  if (versions.size > 1) throw new Error(`One release, several versions: ${[...versions].join(', ')}.`)
  return stringify({ ...first, files: manifests.flatMap(({ files }) => files) })
}

/** The signature (base64) that goes beside a manifest of this name. */
export function signManifest(name: string, manifest: string, key: KeyObject): string {
  return sign(null, signedBytes(name, manifest), key).toString('base64')
}
