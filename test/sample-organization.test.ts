import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Compliance, Reason } from '../rule/core/model.ts';
import { sampleExpectations, sampleOrganization } from '../scripts/make-sample-organization.ts';
import { useCli } from './cli/run-cli.ts';

interface Outcome {
  readonly compliance: Compliance;
  readonly reasons: readonly Reason[];
}

interface Evaluation extends Outcome {
  readonly accountId: string;
  readonly region: string;
  readonly resourceId: string;
}

type Verdicts = Readonly<Record<string, Outcome>>;

const folder = fileURLToPath(new URL('fixtures/sample-organization', import.meta.url));
const expectedText = readFileSync(new URL('fixtures/sample-organization.expected.json', import.meta.url), 'utf8');
const expected = JSON.parse(expectedText) as Verdicts;

describe('the sample organization', () => {
  it('is exactly what its generator makes', () => {
    const committed = committedFiles().map((path): [string, string] => {
      const bytes = readFileSync(path);
      // Compressed bytes differ between versions of zlib; what they hold does not.
      const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      return [relative(folder, path).split(sep).join('/'), text];
    });
    expect(Object.fromEntries(committed)).toEqual(Object.fromEntries(sampleOrganization()));
    expect(expectedText).toBe(sampleExpectations());
  });

  it('stays small enough to be cloned without a thought', () => {
    const bytes = committedFiles().reduce((sum, path) => sum + statSync(path).size, 0);
    expect(bytes).toBeLessThan(300_000);
  });

  it('has every reason, alone or beside tracing-not-active', () => {
    const combinations = new Set(Object.values(expected).map(({ reasons }) => reasons.join(' + ')));
    expect([...combinations].sort()).toEqual([
      'compliant',
      'exempt',
      'out-of-scope',
      'role-conditional',
      'role-denied',
      'role-missing',
      'role-unknown',
      'tracing-not-active',
      'tracing-not-active + role-denied',
      'tracing-not-active + role-missing',
      'untraceable-event-source',
    ]);
  });

  describe('evaluated', () => {
    const cli = useCli();

    async function verdictsAt(moment: string): Promise<Verdicts> {
      const run = await cli.run(['evaluate', folder, '--at', moment, '--format', 'json']);
      const { evaluations } = JSON.parse(run.stdout) as { evaluations: Evaluation[] };
      return Object.fromEntries(
        evaluations.map(({ accountId, region, resourceId, compliance, reasons }) => [
          `${accountId}/${region}/${resourceId}`,
          { compliance, reasons },
        ]),
      );
    }

    it('gets the verdict stated by hand for every function', async () => {
      expect(await verdictsAt('2026-11-20T12:00:00Z')).toEqual(expected);
    });

    it('had other verdicts before the changes of the morning', async () => {
      const before = await verdictsAt('2026-11-20T07:00:00Z');
      const changed = Object.keys(expected).filter(
        (key) => before[key]?.reasons.join() !== expected[key]?.reasons.join(),
      );
      expect(Object.fromEntries(changed.map((key) => [key, before[key]?.reasons]))).toEqual({
        '111122223333/eu-west-1/orders-refund': ['compliant'],
        '111122223333/eu-west-1/orders-export': ['tracing-not-active'],
        '111122223333/eu-west-1/newsletter-send': ['compliant'],
        '111122223333/eu-west-1/newsletter-digest': ['tracing-not-active'],
        '111122223333/eu-west-1/price-import-legacy': ['tracing-not-active'],
        '777788889999/eu-west-1/metrics-rollup': ['compliant'],
      });
    });
  });
});

describe('the autumn of the sample organization', () => {
  const cli = useCli();
  const AFTER_THE_RECORD: string = 'after-the-record';
  const period = ['--from', '2026-10-02', '--to', '2026-11-20T12:00:00Z'] as const;

  interface Interval extends Outcome {
    readonly from: string;
    readonly cause: string | null;
    readonly changed: string | null;
  }
  interface History {
    readonly summary: Record<string, unknown>;
    readonly functions: readonly (Omit<Evaluation, keyof Outcome> & { readonly intervals: readonly Interval[] })[];
  }

  async function replayed(): Promise<History> {
    const run = await cli.run(['history', folder, ...period, '--format', 'json']);
    expect(run.stderr).toBe('');
    return JSON.parse(run.stdout);
  }

  const STORIES: readonly (readonly [name: string, fn: string, lines: readonly string[]])[] = [
    [
      'tracing is switched on, the role loses its permission at noon and gets it back',
      '111122223333/eu-west-1/orders-create',
      [
        '10-02T00:00 tracing-not-active',
        '10-06T09:12 compliant < function orders-create',
        '10-19T12:00 role-denied < role orders-exec',
        '10-19T14:37 compliant < role orders-exec',
      ],
    ],
    [
      'another version of its policy becomes the default and allows it',
      '111122223333/eu-west-1/cart-api',
      ['10-02T00:00 role-denied', '10-15T11:20 compliant < managed-policy ShopTracing'],
    ],
    [
      'the policy is rolled back to a version that says nothing of X-Ray',
      '111122223333/eu-west-1/wishlist-api',
      ['10-02T00:00 compliant', '11-05T13:27 role-denied < managed-policy LegacyTelemetry'],
    ],
    [
      'the role gets a boundary',
      '111122223333/eu-west-1/loyalty-points',
      ['10-02T00:00 compliant', '10-28T16:05 role-denied < role loyalty-exec'],
    ],
    [
      'the exemption runs out and is prolonged two days later',
      '111122223333/eu-west-1/stock-sync',
      [
        '10-02T00:00 exempt',
        '11-01T00:00 tracing-not-active+role-denied < exemption-expired stock-sync',
        '11-03T09:50 exempt < function stock-sync',
      ],
    ],
    [
      'the function is created in the period',
      '111122223333/eu-west-1/invoice-render',
      ['10-02T00:00 not-recorded-yet', '10-13T08:44 role-denied < created invoice-render'],
    ],
    [
      'the function is deleted and made anew',
      '111122223333/us-east-1/storefront-redirects',
      [
        '10-02T00:00 role-denied',
        '10-08T09:31 compliant < role lambda-default',
        '10-22T15:41 out-of-scope < deletion storefront-redirects',
        '10-23T10:27 compliant < created storefront-redirects',
      ],
    ],
    [
      'the role is deleted and made anew under its name',
      '111122223333/eu-west-1/giftcards-redeem',
      [
        '10-02T00:00 role-denied',
        '11-20T02:14 role-missing < role giftcards-exec',
        '11-20T02:16 compliant < created giftcards-exec',
      ],
    ],
  ];

  it('is told by its history as it was made up', async () => {
    const { functions } = await replayed();
    const told = Object.fromEntries(
      functions.map(({ accountId, region, resourceId, intervals }) => [
        `${accountId}/${region}/${resourceId}`,
        intervals.flatMap(({ from, reasons, cause, changed }) => {
          if (reasons.some((reason) => reason === AFTER_THE_RECORD)) return [];
          const because = cause === null ? '' : ` < ${cause} ${changed?.replace(/.*[:/]/, '')}`;
          return `${from.slice(5, 16)} ${reasons.join('+')}${because}`;
        }),
      ]),
    );
    for (const [name, fn, lines] of STORIES) expect(told[fn], name).toEqual(lines);
  });

  it('ends with the verdicts of an evaluation at its end', async () => {
    const { functions } = await replayed();
    const ends = functions.map(({ accountId, region, resourceId, intervals }) => {
      const last = intervals.findLast(({ reasons }) => !reasons.some((reason) => reason === AFTER_THE_RECORD));
      return [`${accountId}/${region}/${resourceId}`, { compliance: last?.compliance, reasons: last?.reasons }];
    });
    expect(Object.fromEntries(ends)).toEqual(expected);
  });

  it('comes to these totals', async () => {
    const { summary } = await replayed();
    expect(summary).toMatchObject({
      functions: 53,
      failingAtEnd: 30,
      coverage: { start: 0.2381, end: 0.3333 },
      longestOpenFailure: { resourceId: 'checkout-webhook', startKnown: false, durationSeconds: 4_270_717 },
      remediated: 3,
    });
  });
});

/** Every file but the README, which is written by hand. */
function committedFiles(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map((entry) => join(entry.parentPath, entry.name));
}
