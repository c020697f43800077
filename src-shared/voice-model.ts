// The model that can be downloaded from Settings: what it is, where it comes from, and what it has to be to the byte.

export type ModelFile = {
  readonly name: string
  readonly bytes: number
  /** In hexadecimal digits. */
  readonly sha256: string
}

export type ModelOffer = {
  /** Also the name of its folder. */
  readonly name: string
  readonly licence: string
  /** Its files lie beside each other here, at one revision that cannot change. */
  readonly address: string
  readonly files: readonly ModelFile[]
}

/** English, of 20 million parameters: small enough for any computer that runs Gangway. */
export const offeredModel: ModelOffer = {
  name: 'sherpa-onnx-streaming-zipformer-en-20M-2023-02-17',
  licence: 'Apache-2.0',
  address:
    'https://huggingface.co/csukuangfj/sherpa-onnx-streaming-zipformer-en-20M-2023-02-17/resolve/d42f2d9f7ca24806fb667456a18a9f1b60f70d16/',
  files: [
    {
      name: 'encoder-epoch-99-avg-1.int8.onnx',
      bytes: 42_845_182,
      sha256: '3810755ce7c3ab26b42a8bcf39d191308fa27fb0f53358823ba46141d03b7eb3',
    },
    {
      name: 'decoder-epoch-99-avg-1.onnx',
      bytes: 2_092_272,
      sha256: '45a7f940ecfb53d89fa270ad11b88b961e53a317203eb24b1c8e95ed208b0f30',
    },
    {
      name: 'joiner-epoch-99-avg-1.int8.onnx',
      bytes: 259_572,
      sha256: 'e085d73b593cf9b0707f370dbd656d58327d3fe36d80d849202ef81df02cb01e',
    },
    {
      name: 'tokens.txt',
      bytes: 5_048,
      sha256: '49e3c2646595fd907228b3c6787069658f67b17377c60aeb8619c4551b2316fb',
    },
  ],
}

export function bytesOf(offer: ModelOffer): number {
  return offer.files.reduce((sum, { bytes }) => sum + bytes, 0)
}
