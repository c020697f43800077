// Sound as it crosses between window and app: base64 of 16-bit samples, little-endian.

/** The samples; half a sample at the end is dropped. */
export function readPcm(base64: string): Int16Array {
  const bytes = Buffer.from(base64, 'base64')
  const samples = new Int16Array(bytes.length >> 1)
  for (let index = 0; index < samples.length; index += 1) samples[index] = bytes.readInt16LE(index * 2)
  return samples
}
