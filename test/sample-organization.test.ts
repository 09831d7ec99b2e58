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

/** Every file but the README, which is written by hand. */
function committedFiles(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map((entry) => join(entry.parentPath, entry.name));
}
