import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INCOMPLETE } from '../../../rule/cli/inputs/json-bytes.ts';
import { JsonRoom } from '../../../rule/cli/inputs/json-room.ts';
import { SCAN_JSON } from '../../../rule/cli/inputs/scan-json-module.ts';
import { assembled } from '../../../scripts/make-scan-json.ts';

/** The same, byte by byte. A backslash outside of strings is no JSON; it takes the meaning from a quote there, too. */
function skipNested(bytes: Buffer, at: number): number {
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  for (let i = at; i < bytes.length; i++) {
    const byte = String.fromCharCode(bytes[i] as number);
    if (byte === '"' && !isEscaped) isInString = !isInString;
    isEscaped = byte === '\\' && !isEscaped;
    if (isInString) continue;
    if (byte === '{' || byte === '[') depth++;
    else if ((byte === '}' || byte === ']') && --depth === 0) return i + 1;
  }
  return INCOMPLETE;
}

function roomWith(bytes: Buffer): JsonRoom {
  const room = new JsonRoom();
  room.hold(0, bytes);
  return room;
}

/** Runs of backslashes and quotes around the borders of blocks are where it could go wrong. */
const piece = fc.oneof(
  fc.constantFrom('"', '\\', '\\"', '{', '}', '[', ']', '\\\\', '""', 'é', '\u{1F9EA}'),
  fc.nat({ max: 70 }).map((length) => 'x'.repeat(length)),
  fc.nat({ max: 130 }).map((length) => '\\'.repeat(length)),
);
const anything = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
const text = fc.oneof(
  anything,
  fc.jsonValue({ maxDepth: 6, stringUnit: 'grapheme' }).map((value) => JSON.stringify(value)),
);

describe('passing over nested values', () => {
  it('ends where a reader of single bytes ends, whatever the bytes are and wherever they end', () => {
    fc.assert(
      fc.property(fc.nat({ max: 70 }), text, fc.nat({ max: 200 }), (offset, nested, cut) => {
        const whole = Buffer.from(`${' '.repeat(offset)}{"a":[${nested}]}`);
        const room = roomWith(whole);
        for (const bytes of [whole, whole.subarray(0, Math.max(offset + 1, whole.length - cut))]) {
          // What was there before stays behind the end.
          room.empty();
          room.hold(0, bytes);
          expect(room.skipNested(offset)).toBe(skipNested(bytes, offset));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([1, 63, 64, 65, 127, 128, 4096])('%d brackets deep', (depth) => {
    const bytes = Buffer.from(`${'['.repeat(depth)}"]"${']'.repeat(depth)},`);
    expect(roomWith(bytes).skipNested(0)).toBe(bytes.length - 1);
    expect(roomWith(bytes.subarray(0, -2)).skipNested(0)).toBe(INCOMPLETE);
  });

  it.each([0, 1, 2, 3, 61, 62, 63, 64, 65])('a string that ends in %d backslashes', (count) => {
    const bytes = Buffer.from(`{"k":"${'\\'.repeat(count)}"}"}`);
    expect(roomWith(bytes).skipNested(0)).toBe(skipNested(bytes, 0));
  });
});

describe('the room', () => {
  it('keeps what is left in front of the next bytes, also when it grows', () => {
    const room = roomWith(Buffer.from('gone{"kept":'));
    const chunk = Buffer.alloc(5_000_000, ' ');
    chunk.write('1}');
    room.hold(4, chunk);
    expect(room.bytes.subarray(0, 10).toString()).toBe('{"kept":1}');
    expect(room.bytes).toHaveLength(8 + chunk.length);
    expect(room.skipNested(0)).toBe(10);
  });

  it('holds the module that is made of the source', async () => {
    expect(SCAN_JSON).toBe(await assembled());
  });
});
