// Runs in the browser's audio thread: makes pieces of a tenth of a second, 16,000 samples a second, of what is recorded.
const samplesPerSecond = 16_000
const pieceLength = samplesPerSecond / 10

class PieceMaker extends AudioWorkletProcessor {
  #piece = new Int16Array(pieceLength)
  #length = 0
  #sum = 0
  #count = 0
  /** How much of the present sample has been seen, in samples. */
  #seen = 0

  process([input]) {
    for (const sample of input?.[0] ?? []) {
      this.#sum += sample
      this.#count += 1
      this.#seen += samplesPerSecond / sampleRate
      if (this.#seen < 1) continue
      this.#seen -= 1
      this.#add(this.#sum / this.#count)
      this.#sum = 0
      this.#count = 0
    }
    return true
  }

  #add(sample) {
    this.#piece[this.#length] = Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)))
    this.#length += 1
    if (this.#length < pieceLength) return
    this.port.postMessage(this.#piece, [this.#piece.buffer])
    this.#piece = new Int16Array(pieceLength)
    this.#length = 0
  }
}

registerProcessor('piece-maker', PieceMaker)
