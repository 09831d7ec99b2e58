import type { Input } from './sources/inputs.ts';

const REDRAW_AFTER_MS = 100;

/** Shows how much has been read, on one line of a terminal that is cleared at the end. */
export class Progress {
  readonly #stream: NodeJS.WriteStream | undefined;
  readonly #total: number | undefined;
  #read = 0;
  #drawnAt = 0;

  /** Without a stream, or on one that is no terminal, nothing is ever shown. */
  constructor(stream: NodeJS.WriteStream | undefined, inputs: readonly Input[]) {
    this.#stream = stream?.isTTY ? stream : undefined;
    this.#total = inputs.every(({ size }) => size !== undefined)
      ? inputs.reduce((total, { size }) => total + (size ?? 0), 0)
      : undefined;
  }

  advance(bytes: number): void {
    this.#read += bytes;
    if (this.#stream === undefined || Date.now() - this.#drawnAt < REDRAW_AFTER_MS) return;
    this.#drawnAt = Date.now();
    const share = this.#total ? ` (${Math.floor((this.#read / this.#total) * 100)} %)` : '';
    this.#stream.write(`\r\u001b[Kread ${(this.#read / 1_000_000).toFixed(0)} MB${share}`);
  }

  end(): void {
    if (this.#drawnAt > 0) this.#stream?.write('\r\u001b[K');
  }
}
