import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { useCli } from '../run-cli.ts';
import { FUNCTIONS } from './findings.ts';

const cli = useCli();
const SCHEMA = new URL('../../fixtures/findings/ocsf-compliance-finding.schema.json', import.meta.url);
const isComplianceFinding = new Ajv({ allErrors: true, strictTypes: false, strictRequired: false }).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8')),
);
const AT = '2026-11-20T12:00:00Z';

async function findings(...args: readonly string[]) {
  const { stdout } = await cli.run(['evaluate', ...args, '--format', 'ocsf', '--quiet']);
  return JSON.parse(stdout);
}

function valid(finding: unknown): boolean {
  expect(isComplianceFinding(finding), JSON.stringify(isComplianceFinding.errors)).toBe(true);
  return true;
}

describe('--format ocsf', () => {
  it.each([
    ['what AWS Config recorded', ['test/fixtures/sample-organization', '--at', AT], 30],
    ['templates and plans that go nowhere yet', ['test/fixtures/sample-templates'], 7],
    ['those that go somewhere', ['test/fixtures/sample-templates', '--account=111122223333', '--region=eu-west-1'], 7],
  ])('of %s validates against class 2003, each function a finding', async (_what, args, least) => {
    const found = await findings(...args);
    expect(found.filter(valid).length).toBeGreaterThanOrEqual(least);
    expect(new Set(found.map(({ finding_info }: { finding_info: { uid: string } }) => finding_info.uid)).size).toBe(
      found.length,
    );
  });

  it.each([
    ['a class that is another', { class_uid: 2004 }],
    ['an activity its type does not say', { activity_id: 2 }],
    ['a severity its id does not say', { severity: 'High' }],
    ['a time in text', { time: AT }],
    ['no compliance', { compliance: undefined }],
    ['a status its id does not say', { compliance: { standards: ['x'], status: 'Pass', status_id: 3 } }],
    ['an attribute that does not exist', { resourceList: [] }],
    ['an account by another name', { cloud: { provider: 'AWS', account: { id: '111122223333' } } }],
  ])('the schema refuses %s', async (_what, change) => {
    const [finding] = await findings('test/fixtures/sample-templates');
    expect(isComplianceFinding({ ...finding, ...change })).toBe(false);
  });

  it('says status, severity, reason, cure and place of each kind of verdict', async () => {
    const input = await cli.write('items.json', FUNCTIONS);
    const found = (await findings(input, '--at', AT)).filter(valid);
    const told = found.map(
      ({ compliance: { status_id, status_code }, severity_id, metadata, resources, remediation, unmapped }: Ocsf) => [
        resources[0]?.name,
        status_id,
        status_code,
        severity_id,
        metadata.event_code,
        unmapped.policy,
        remediation?.desc,
      ],
    );
    expect(told).toEqual([
      ['exempt', 99, 'NOT_APPLICABLE', 1, 'exempt', null, undefined],
      ['fine', 1, 'COMPLIANT', 1, 'compliant', null, undefined],
      ['gone', 99, 'NOT_APPLICABLE', 1, 'out-of-scope', null, undefined],
      ['lost', 2, 'INSUFFICIENT_DATA', 2, 'role-unknown', null, undefined],
      [
        'mend',
        3,
        'NON_COMPLIANT',
        3,
        'tracing-not-active',
        null,
        'Attach AWSXRayDaemonWriteAccess to the execution role. Set the tracing mode of the function to Active.',
      ],
      ['off', 3, 'NON_COMPLIANT', 2, 'tracing-not-active', null, 'Set the tracing mode of the function to Active.'],
      ['stuck', 3, 'NON_COMPLIANT', 3, 'tracing-not-active', 'boundary Dev', undefined],
      ['denied', 3, 'NON_COMPLIANT', 3, 'role-denied', 'boundary Dev', undefined],
    ]);
    expect(found.at(-1)).toMatchObject({
      time: Date.parse(AT),
      cloud: { account: { uid: '111122223333', type: 'AWS Account', type_id: 10 }, region: 'us-gov-west-1' },
      finding_info: { created_time: Date.parse('2026-11-01T08:00:00Z'), types: ['role-denied'] },
      resources: [
        { uid: 'arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:denied', cloud_partition: 'aws-us-gov' },
      ],
    });
  });

  it('is told by the name of the file, is empty where nothing is shown, and the same bytes for the same input', async () => {
    const input = await cli.write('items.json', FUNCTIONS);
    const [one, other, none] = ['one.ocsf.json', 'other.OCSF.json', 'none.ocsf.json'].map(cli.path) as [
      string,
      string,
      string,
    ];
    const at = ['--at', AT, '--quiet'];
    await cli.run(['evaluate', input, ...at, '--output', one]);
    await cli.run(['evaluate', input, ...at, '--output', other]);
    await cli.run(['evaluate', input, ...at, '--function', 'fine', '--only', 'NON_COMPLIANT', '--output', none]);
    expect(readFileSync(one, 'utf8')).toBe(readFileSync(other, 'utf8'));
    // One finding a line, between brackets.
    expect(readFileSync(one, 'utf8').trim().split('\n')).toHaveLength(2 + 8);
    expect(readFileSync(none, 'utf8')).toBe('[]\n');
  });
});

interface Ocsf {
  readonly compliance: { readonly status_id: number; readonly status_code: string };
  readonly severity_id: number;
  readonly metadata: { readonly event_code: string };
  readonly resources: readonly { readonly name: string }[];
  readonly remediation?: { readonly desc: string };
  readonly unmapped: { readonly policy: string | null };
}
