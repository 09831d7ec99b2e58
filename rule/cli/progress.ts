const REDRAW_AFTER_MS = 100;

/** Shows how far the reading is, on one line of a terminal that is cleared at the end. */
export class Progress {
  readonly #stream: NodeJS.WriteStream | undefined;
  #drawnAt = 0;

  /** Without a stream, or on one that is no terminal, nothing is ever shown. */
  constructor(stream: NodeJS.WriteStream | undefined) {
    this.#stream = stream?.isTTY ? stream : undefined;
  }

  /** The text is only made when it is time to draw it. */
  show(text: () => string): void {
    if (this.#stream === undefined || Date.now() - this.#drawnAt < REDRAW_AFTER_MS) return;
    this.#drawnAt = Date.now();
    this.#stream.write(`\r\u001b[Kread ${text()}`);
  }

  end(): void {
    if (this.#drawnAt > 0) this.#stream?.write('\r\u001b[K');
  }
}
