import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInputs } from '../../../rule/cli/inputs/find-inputs.ts';
import { ReadAhead } from '../../../rule/cli/inputs/read-ahead.ts';

const TEXT = Buffer.from('{"configurationItems":[]}');
const gzipTimes = (times: number) => Array.from({ length: times }).reduce<Buffer>((bytes) => gzipSync(bytes), TEXT);
const noise = Buffer.alloc(600 * 1024, '{}');

/** Content by name; `undefined` where the file is left to be read piece by piece. */
const FILES: Readonly<Record<string, readonly [stored: Buffer, content: Buffer | undefined]>> = {
  plain: [TEXT, TEXT],
  gzip: [gzipTimes(1), TEXT],
  'gzip in gzip': [gzipTimes(2), TEXT],
  'gzip three times': [gzipTimes(3), TEXT],
  'gzip four times': [gzipTimes(4), undefined],
  'two members': [Buffer.concat([gzipSync('{"configuration'), gzipSync('Items":[]}')]), TEXT],
  'zeros behind the end': [Buffer.concat([gzipTimes(1), Buffer.alloc(512)]), TEXT],
  'something behind zeros': [Buffer.concat([gzipTimes(1), Buffer.from('\0\0{}')]), undefined],
  'something behind the end': [Buffer.concat([gzipTimes(1), Buffer.from('{}')]), undefined],
  'cut off': [gzipTimes(1).subarray(0, -5), undefined],
  'two bytes of gzip': [Buffer.from([0x1f, 0x8b]), undefined],
  'a bomb': [gzipSync(Buffer.alloc(17 * 1024 * 1024)), undefined],
  'a megabyte of zeros': [gzipSync(Buffer.alloc(1024 * 1024)), Buffer.alloc(1024 * 1024)],
  large: [noise, undefined],
  empty: [Buffer.alloc(0), undefined],
};

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'read-ahead-'));
  for (const [name, [stored]] of Object.entries(FILES)) await writeFile(join(directory, name), stored);
});

afterAll(() => rm(directory, { recursive: true }));

describe('files read before their turn', () => {
  it('are what is stored, and what it unpacks to; others are left to be read piece by piece', async () => {
    const { inputs } = await findInputs([directory]);
    const ahead = new ReadAhead(inputs);
    const taken: Record<string, unknown> = {};
    for (const input of inputs) {
      const file = await ahead.take(input);
      taken[input.name] = file && { stored: hash(file.stored), content: hash(file.content) };
    }
    const expected = Object.entries(FILES).map(([name, [stored, content]]) => [
      join(directory, name),
      content && { stored: hash(stored), content: hash(content) },
    ]);
    expect(taken).toEqual(Object.fromEntries(expected));
  });

  it('that are gone by then are left to whoever says so', async () => {
    const path = join(directory, 'gone');
    await writeFile(path, TEXT);
    const [input] = (await findInputs([path])).inputs;
    await rm(path);
    expect(input && (await new ReadAhead([input]).take(input))).toBeUndefined();
  });
});

describe('a file that is read piece by piece', () => {
  it('is whole, and a piece stays what it is until the next one is asked for', async () => {
    const bytes = Buffer.alloc(3_500_000);
    for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) % 4_294_967_296, at);
    const path = join(directory, 'pieces');
    await writeFile(path, bytes);
    const [input] = (await findInputs([path])).inputs;
    const pieces: Buffer[] = [];
    for await (const piece of input?.open() ?? []) {
      // The next one is being read meanwhile.
      await setTimeout(20);
      pieces.push(Buffer.from(piece));
    }
    expect(pieces.length).toBeGreaterThan(2);
    expect(hash(Buffer.concat(pieces))).toBe(hash(bytes));
  });
});
