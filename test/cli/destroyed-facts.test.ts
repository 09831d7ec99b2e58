import { describe, expect, it } from 'vitest';
import { InputError } from '../../rule/cli/input-error.ts';
import { readFound } from '../../rule/cli/inputs/read-inputs.ts';
import { Progress } from '../../rule/cli/progress.ts';
import { evaluateAll } from '../../rule/core/evaluation.ts';
import { DEFAULT_PARAMETERS } from '../../rule/core/parameters.ts';
import { RecordedState } from '../../rule/recorded/recorded-state.ts';
import { ACCOUNT, apiItem, DAEMON_POLICY, functionItem, type Item, roleItem } from './items.ts';

/** How many inputs; by default as many as two seconds allow. `FUZZ_RUNS=20000 npx vitest run test/cli/destroyed-facts.test.ts` */
const RUNS = Number(process.env.FUZZ_RUNS ?? Number.POSITIVE_INFINITY);
const SECONDS = process.env.FUZZ_RUNS === undefined ? 2 : Number.POSITIVE_INFINITY;
const SEED = Number(process.env.FUZZ_SEED ?? 20261127);

/** Mulberry32: the same inputs for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const DENY = { Version: '2012-10-17', Statement: [{ Sid: 'No', Effect: 'Deny', Action: 'xray:*', Resource: '*' }] };
const S3_ONLY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
const ALLOW = { policyName: 'AWSXRayDaemonWriteAccess', policyArn: DAEMON_POLICY };
const CUSTOM = `arn:aws:iam::${ACCOUNT}:policy/custom`;

function policy(document: object): Item {
  const versions = [{ versionId: 'v1', isDefaultVersion: true, document: JSON.stringify(document) }];
  const configuration = { arn: CUSTOM, defaultVersionId: 'v1', policyVersionList: versions };
  return {
    ...roleItem('custom'),
    resourceType: 'AWS::IAM::Policy',
    resourceId: 'ANPACUSTOM',
    ARN: CUSTOM,
    configuration,
  };
}

const LATER = { configurationItemCaptureTime: '2026-11-20T00:00:00.000Z', configurationStateId: 1_795_132_800_000 };
const ACTIVE = functionItem('f');
const FINE = roleItem('exec', { attachedManagedPolicies: [ALLOW] });
const DENYING = { rolePolicyList: [{ policyName: 'no', policyDocument: JSON.stringify(DENY) }] };

/** What is done to one place of a text, an object or an item; the place is named by its path. */
type Path = readonly (string | number)[];

interface Base {
  readonly name: string;
  readonly items: readonly Item[];
  /** The places that make the function fail, or must be readable for anybody to say that it does not. */
  readonly decisive: readonly Path[];
  /** Places at which nothing means none, so that to take them away is to change the facts and not to destroy them. */
  readonly mayBeAbsent?: readonly string[];
}

/** Each of them is NON_COMPLIANT, and would be COMPLIANT if what decides were taken for nothing. */
const BASES: readonly Base[] = [
  {
    name: 'an inline Deny',
    items: [ACTIVE, roleItem('exec', { attachedManagedPolicies: [ALLOW], ...DENYING })],
    decisive: [
      [1, 'configuration'],
      [1, 'configurationItemStatus'],
      [1, 'configuration', 'rolePolicyList'],
      [1, 'configuration', 'rolePolicyList', 0],
      [1, 'configuration', 'rolePolicyList', 0, 'policyDocument'],
    ],
    mayBeAbsent: ['configurationItemStatus'],
  },
  {
    name: 'an attached Deny',
    items: [
      ACTIVE,
      roleItem('exec', { attachedManagedPolicies: [ALLOW, { policyName: 'custom', policyArn: CUSTOM }] }),
      policy(DENY),
    ],
    decisive: [
      [1, 'configuration', 'attachedManagedPolicies'],
      [1, 'configuration', 'attachedManagedPolicies', 1],
      [1, 'configuration', 'attachedManagedPolicies', 1, 'policyArn'],
      [2, 'configuration'],
      [2, 'configuration', 'policyVersionList'],
      [2, 'configuration', 'policyVersionList', 0],
      [2, 'configuration', 'policyVersionList', 0, 'document'],
    ],
  },
  {
    name: 'a boundary that does not allow',
    items: [
      ACTIVE,
      roleItem('exec', { attachedManagedPolicies: [ALLOW], permissionsBoundary: { permissionsBoundaryArn: CUSTOM } }),
      policy(S3_ONLY),
    ],
    decisive: [
      [1, 'configuration', 'permissionsBoundary'],
      [1, 'configuration', 'permissionsBoundary', 'permissionsBoundaryArn'],
      [2, 'configuration', 'policyVersionList', 0, 'document'],
      [2, 'configuration', 'policyVersionList', 0],
    ],
    mayBeAbsent: ['permissionsBoundary'],
  },
  {
    name: 'a mode that was switched off later',
    items: [ACTIVE, FINE, functionItem('f', { tracingConfig: { mode: 'PassThrough' } }, LATER)],
    decisive: [
      [2, 'configuration'],
      [2, 'configurationItemCaptureTime'],
      [2, 'configurationItemStatus'],
      [2, 'configurationStateId'],
      [2, 'configuration', 'tracingConfig'],
      [2, 'configuration', 'tracingConfig', 'mode'],
      [2, 'configuration', 'role'],
    ],
    mayBeAbsent: ['configurationItemStatus', 'configurationStateId'],
  },
  {
    name: 'an attached policy that denies since a later change',
    items: [
      ACTIVE,
      roleItem('exec', { attachedManagedPolicies: [{ policyName: 'custom', policyArn: CUSTOM }] }),
      policy({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'xray:*', Resource: '*' }] }),
      { ...policy(DENY), ...LATER },
    ],
    decisive: [
      [3, 'configuration'],
      [3, 'configuration', 'arn'],
      [3, 'configurationItemCaptureTime'],
      [3, 'configuration', 'policyVersionList'],
      [3, 'configuration', 'policyVersionList', 0, 'document'],
    ],
  },
  {
    name: 'a role that lost its policy later',
    items: [ACTIVE, FINE, roleItem('exec', { attachedManagedPolicies: [] }, LATER)],
    decisive: [
      [2, 'configuration'],
      [2, 'configurationItemCaptureTime'],
      [2, 'configuration', 'arn'],
      [2, 'configuration', 'rolePolicyList'],
      [2, 'configuration', 'attachedManagedPolicies'],
    ],
  },
];

const JUNK: readonly unknown[] = [
  0,
  -1,
  1e20,
  true,
  false,
  '',
  'x',
  '[]',
  '{}',
  {},
  { toString: 1 },
  [[]],
  [null],
  [{}],
  ['x'],
];

type Destroy = (text: string, path: Path, pick: <Item>(from: readonly Item[]) => Item) => string | undefined;

function at(items: unknown, path: Path): { holder: Record<string | number, unknown>; key: string | number } {
  const key = path.at(-1) ?? 0;
  let holder = items as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>;
  return { holder, key };
}

function changed(text: string, path: Path, change: (value: unknown) => unknown): string {
  const snapshot = JSON.parse(text) as { configurationItems: unknown };
  const { holder, key } = at(snapshot.configurationItems, path);
  const value = change(holder[key]);
  if (value === undefined && !Array.isArray(holder)) delete holder[key];
  else holder[key] = value ?? null;
  return JSON.stringify(snapshot);
}

const DESTROYERS: readonly Destroy[] = [
  (text, path) => changed(text, path, () => undefined),
  (text, path, pick) => changed(text, path, () => pick(JUNK)),
  (text, path) => changed(text, path, (value) => (typeof value === 'string' ? value.slice(0, value.length >> 1) : 7)),
  // A character that no text of AWS holds, somewhere in it.
  (text, path, pick) =>
    changed(text, path, (value) => {
      const source = typeof value === 'string' ? value : JSON.stringify(value);
      const where = pick([0, source.length >> 2, source.length >> 1, source.length]);
      return `${source.slice(0, where)}${pick(['\u0000', '\u0007', '\ufffd', '"', '\\'])}${source.slice(where)}`;
    }),
  // A document in which a key stands twice.
  (text, path) =>
    changed(text, path, (value) =>
      typeof value === 'string'
        ? value
            .replace('"Effect":"Deny"', '"Effect":"Deny","Effect":"Allow"')
            .replace('"Statement"', '"Statement":[],"Statement"')
        : [value, value],
    ),
  // The member twice, the second time as if it were nothing.
  (text, path, pick) => {
    const key = path.at(-1);
    if (typeof key !== 'string') return undefined;
    const again = JSON.parse(pick(['[]', '{}', 'null', '"x"', '{"mode":"Active"}'])) as unknown;
    const twin = `${key} (again)`;
    return changed(text, [...path.slice(0, -1), twin], () => again).replace(`"${twin}"`, `"${key}"`);
  },
  // The configuration as the API has it: JSON text, cut off.
  (text, path, pick) =>
    changed(text, [path[0] ?? 0, 'configuration'], (value) => {
      const whole = JSON.stringify(value);
      return whole.slice(0, pick([1, whole.length >> 1, whole.length - 1]));
    }),
];

/** Wrong in the sense of the base: what is a fact there, and not a destroyed one. */
function isAnotherFact({ mayBeAbsent = [] }: Base, path: Path, text: string): boolean {
  const key = String(path.at(-1));
  try {
    const { holder } = at((JSON.parse(text) as { configurationItems: unknown }).configurationItems, path);
    const value = holder[key];
    if (mayBeAbsent.includes(key) && (value === undefined || value === null)) return true;
    // An empty document of a policy that nothing else follows from is a fact; so is another ARN, or another time.
    if (key === 'permissionsBoundaryArn' || key === 'policyArn')
      return typeof value === 'string' && value.startsWith('arn:');
    if (key === 'configurationStateId') return typeof value === 'number' || typeof value === 'string';
    return false;
  } catch {
    return false;
  }
}

async function verdictOf(text: string): Promise<string> {
  const state = new RecordedState(DEFAULT_PARAMETERS, Number.POSITIVE_INFINITY);
  const bytes = Buffer.from(text);
  const input = { name: 'a.json', size: bytes.length, isNamed: true, path: undefined, open: () => only(bytes) };
  try {
    await readFound({ inputs: [input], skipped: [] }, state, new Progress(undefined));
  } catch (error) {
    if (error instanceof InputError) return 'refused';
    throw error;
  }
  const now = new Date('2026-11-21T00:00:00Z');
  return [...evaluateAll(state, DEFAULT_PARAMETERS, now)].map(({ verdict }) => verdict.compliance).join();
}

async function* only(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

const snapshotOf = (items: readonly Item[]) => JSON.stringify({ fileVersion: '1.0', configurationItems: items });

describe('facts that are destroyed', () => {
  it.each(BASES)('$name fails the function while it can be read', async ({ items }) => {
    expect(await verdictOf(snapshotOf(items))).toBe('NON_COMPLIANT');
    expect(await verdictOf(snapshotOf(items.map(apiItem)))).toBe('NON_COMPLIANT');
  });

  it('are not made good by a capture without a time, in either order', async () => {
    const unreadable = functionItem('f', { tracingConfig: 'x' }, LATER);
    const { configurationItemCaptureTime: _, ...undated } = ACTIVE;
    for (const items of [
      [FINE, undated, unreadable],
      [FINE, unreadable, undated],
    ]) {
      expect(await verdictOf(snapshotOf(items))).toBe('INSUFFICIENT_DATA');
    }
  });

  it('never leave the function COMPLIANT', async () => {
    const next = random(SEED);
    const pick = <Item>(from: readonly Item[]): Item => from[Math.floor(next() * from.length)] as Item;
    const end = Date.now() + SECONDS * 1000;
    const found: string[] = [];
    let runs = 0;
    for (; runs < RUNS && Date.now() < end; runs++) {
      const base = pick(BASES);
      const path = pick(base.decisive);
      const text = pick(DESTROYERS)(snapshotOf(base.items), path, pick);
      if (text === undefined || isAnotherFact(base, path, text)) continue;
      if ((await verdictOf(text)) === 'COMPLIANT') found.push(`${base.name}, ${path.join('.')}: ${text}`);
    }
    expect(found.slice(0, 3)).toEqual([]);
    expect(runs).toBeGreaterThan(100);
  }, 600_000);
});
