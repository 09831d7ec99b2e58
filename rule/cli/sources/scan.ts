import { createHash } from 'node:crypto';
import { InputError } from '../input-error.ts';
import { NotJsonError } from './extract-item.ts';
import { bytesOf } from './input-bytes.ts';
import type { Input } from './inputs.ts';
import { type FoundItem, ItemSplitter } from './split-items.ts';

/** What comes out of an input piece by piece: its items in their order, then the hash of its stored bytes. */
export type Scanned =
  | { readonly kind: 'items'; readonly items: readonly FoundItem[]; readonly bytesRead: number }
  | { readonly kind: 'end'; readonly sha256: string };

/**
 * Reads an input, unpacks it, hashes it, and finds its items.
 *
 * @throws InputError naming the input when it cannot be read, or is not JSON.
 */
export async function* scan(input: Input): AsyncGenerator<Scanned> {
  const hash = createHash('sha256');
  const splitter = new ItemSplitter();
  let bytesRead = 0;
  try {
    const bytes = bytesOf(input, hash, (count) => {
      bytesRead += count;
    });
    for await (const chunk of bytes) {
      const items = splitter.push(chunk);
      if (items.length > 0 || bytesRead > 0) yield { kind: 'items', items, bytesRead };
      bytesRead = 0;
    }
    yield { kind: 'items', items: splitter.end(), bytesRead };
    if (!splitter.sawValue) throw new NotJsonError('empty input');
  } catch (cause) {
    if (cause instanceof NotJsonError) throw new InputError(`${input.name}: ${cause.message}`, { cause });
    if (cause instanceof SyntaxError) throw new InputError(`${input.name}: not JSON: ${cause.message}`, { cause });
    throw cause;
  }
  yield { kind: 'end', sha256: hash.digest('hex') };
}
