// A speech model small enough to write by hand, in the format that the real recogniser loads: a streaming transducer
// whose encoder is the loudness in each band of frequencies, and whose words are tones.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Protocol buffers, as far as ONNX needs them: https://protobuf.dev/programming-guides/encoding/ */
const varint = (value: number | bigint): Buffer => {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  do {
    const low = Number(rest & 127n)
    rest >>= 7n
    bytes.push(rest > 0n ? low | 128 : low)
  } while (rest > 0n)
  return Buffer.from(bytes)
}
const number = (field: number, value: number | bigint) => Buffer.concat([varint(field << 3), varint(value)])
const bytes = (field: number, value: Buffer | string) => {
  const body = Buffer.from(value)
  return Buffer.concat([varint((field << 3) | 2), varint(body.length), body])
}
const message = (field: number, ...parts: readonly Buffer[]) => bytes(field, Buffer.concat(parts))

// onnx.proto3: the numbers of its fields.
const float = 1
const int64 = 7

type Shape = readonly (number | string)[]

const tensor = (name: string, dims: readonly number[], values: readonly number[], type = float) => {
  const raw =
    type === float
      ? Buffer.from(Float32Array.from(values).buffer)
      : Buffer.from(BigInt64Array.from(values, BigInt).buffer)
  return message(5, ...dims.map(dim => number(1, dim)), number(2, type), bytes(8, name), bytes(9, raw))
}
const valueInfo = (field: number, name: string, shape: Shape, type = float) =>
  message(
    field,
    bytes(1, name),
    message(
      2,
      message(
        1,
        number(1, type),
        message(2, ...shape.map(dim => message(1, typeof dim === 'number' ? number(1, dim) : bytes(2, dim)))),
      ),
    ),
  )
const input = (name: string, shape: Shape, type = float) => valueInfo(11, name, shape, type)
const output = (name: string, shape: Shape, type = float) => valueInfo(12, name, shape, type)
const attributeInt = (name: string, value: number) =>
  message(5, bytes(1, name), number(3, value), number(20, 2))
const node = (
  operator: string,
  inputs: readonly string[],
  result: string,
  ...attributes: readonly Buffer[]
) =>
  message(
    1,
    ...inputs.map(name => bytes(1, name)),
    bytes(2, result),
    bytes(3, `${operator} of ${result}`),
    bytes(4, operator),
    ...attributes,
  )

function model(metadata: Readonly<Record<string, string | number>>, graph: readonly Buffer[]): Buffer {
  return Buffer.concat([
    number(1, 8),
    message(7, ...graph, bytes(2, 'tones')),
    message(8, bytes(1, ''), number(2, 13)),
    ...Object.entries(metadata).map(([key, value]) => message(14, bytes(1, key), bytes(2, String(value)))),
  ])
}

const bins = 80
/** How loud (as the logarithm of its energy) a band has to be to count. */
const threshold = 0

/** The frequency whose tone is the word at this place of the vocabulary, in Hz. */
export const toneOf = (index: number) => 400 * 1.4 ** index

/** The band of 80 on the mel scale between 20 and 7,600 Hz. */
function binOf(hz: number): number {
  const mel = (frequency: number) => 1127 * Math.log(1 + frequency / 700)
  const width = (mel(7600) - mel(20)) / (bins + 1)
  return Math.round((mel(hz) - mel(20)) / width) - 1
}

/** Writes encoder, decoder, joiner and tokens for these words; each is said by its tone. */
export async function writeToneModel(dir: string, words: readonly string[]): Promise<void> {
  const size = words.length + 1
  const weights = Array.from({ length: bins * size }, () => 0)
  words.forEach((_, index) => {
    weights[binOf(toneOf(index)) * size + index + 1] = 1
  })
  // A token after itself is forbidden, or a long tone would be its word over and over.
  const after = Array.from({ length: size * size }, (_, index) =>
    index % (size + 1) === 0 && index > 0 ? -1000 : 0,
  )
  const encoder = model(
    { model_type: 'lstm', num_encoder_layers: 1, T: 9, decode_chunk_len: 4, rnn_hidden_size: 1, d_model: 1 },
    [
      node('ReduceMean', ['x'], 'encoder_out', message(5, bytes(1, 'axes'), number(8, 1), number(20, 7))),
      node('Identity', ['h'], 'new_h'),
      node('Identity', ['c'], 'new_c'),
      input('x', ['N', 9, bins]),
      input('h', [1, 'N', 1]),
      input('c', [1, 'N', 1]),
      output('encoder_out', ['N', 1, bins]),
      output('new_h', [1, 'N', 1]),
      output('new_c', [1, 'N', 1]),
    ],
  )
  const decoder = model({ context_size: 1, vocab_size: size }, [
    node('Gather', ['after', 'y'], 'rows', attributeInt('axis', 0)),
    node('Squeeze', ['rows', 'axis'], 'decoder_out'),
    tensor('after', [size, size], after),
    tensor('axis', [1], [1], int64),
    input('y', ['N', 1], int64),
    output('decoder_out', ['N', size]),
  ])
  const joiner = model({ joiner_dim: bins }, [
    node('MatMul', ['encoder_out', 'weights'], 'loudness'),
    node('Add', ['loudness', 'thresholds'], 'above'),
    node('Add', ['above', 'decoder_out'], 'logit'),
    tensor('weights', [bins, size], weights),
    tensor('thresholds', [size], [0, ...words.map(() => -threshold)]),
    input('encoder_out', ['N', bins]),
    input('decoder_out', ['N', size]),
    output('logit', ['N', size]),
  ])
  await Promise.all([
    writeFile(path.join(dir, 'encoder.onnx'), encoder),
    writeFile(path.join(dir, 'decoder.onnx'), decoder),
    writeFile(path.join(dir, 'joiner.onnx'), joiner),
    writeFile(
      path.join(dir, 'tokens.txt'),
      ['<blk>', ...words.map(word => `▁${word}`)].map((token, id) => `${token} ${id}\n`).join(''),
    ),
  ])
}

/** Sound at 16,000 samples a second: a tone, or silence at 0 Hz. */
export function tone(hz: number, ms: number): Int16Array {
  const samples = new Int16Array(16 * ms)
  if (hz === 0) return samples
  return samples.map((_, index) => Math.round(12_000 * Math.sin((2 * Math.PI * hz * index) / 16_000)))
}
