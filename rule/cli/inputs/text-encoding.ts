const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Is it UTF-16? Its byte order mark tells, or a zero byte beside the first character: JSON begins with ASCII, and Windows
 * PowerShell 5.1 writes UTF-16 when the output of a command goes to a file.
 */
export function isUtf16(first: Buffer): boolean {
  return encodingOf(first) !== undefined;
}

function encodingOf(first: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const [one, two] = first;
  if (one === 0xff && two === 0xfe) return 'utf-16le';
  if (one === 0xfe && two === 0xff) return 'utf-16be';
  if (one !== 0 && two === 0) return 'utf-16le';
  return one === 0 && two !== 0 && two !== undefined ? 'utf-16be' : undefined;
}

/** @throws TypeError where it is no sound UTF-16: a character that is lost may be the one that decides. */
export async function* utf16Decoded(
  first: Buffer,
  source: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encodingOf(first), { fatal: true });
  for await (const chunk of source) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** Editors on Windows put it in front of UTF-8. */
export async function* withoutByteOrderMark(source: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of source) {
    yield isFirst && chunk.subarray(0, 3).equals(UTF8_MARK) ? chunk.subarray(3) : chunk;
    isFirst = false;
  }
}

/**
 * The text of a file that another one names.
 *
 * @throws TypeError where it is UTF-16, and not sound.
 */
export function decodedText(bytes: Buffer): string {
  const encoding = encodingOf(bytes) ?? 'utf-8';
  // The decoder takes the byte order mark away.
  return new TextDecoder(encoding, { fatal: encoding !== 'utf-8' }).decode(bytes);
}
