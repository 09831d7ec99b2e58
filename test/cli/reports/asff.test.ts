import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { useCli } from '../run-cli.ts';
import { CONDITIONAL, FUNCTIONS } from './findings.ts';

const cli = useCli();
const AT = '2026-11-20T12:00:00Z';

async function findings(...args: readonly string[]) {
  const { stdout, stderr } = await cli.run(['evaluate', ...args, '--format', 'asff']);
  return { found: JSON.parse(stdout), stderr };
}

describe('--format asff', () => {
  it('says each kind of verdict as Security Hub does, with reason, role, policy, actions and cure', async () => {
    const input = await cli.write('items.json', FUNCTIONS);
    const { found, stderr } = await findings(input, '--at', AT);
    expect(stderr).toBe('');
    const told = found.map(({ Resources, Compliance, Severity, RecordState, Remediation }: Asff) => [
      Resources[0]?.Details.AwsLambdaFunction.FunctionName,
      Compliance.Status,
      Severity.Label,
      RecordState,
      Remediation?.Recommendation.Text,
    ]);
    const activate = 'Set the tracing mode of the function to Active.';
    expect(told).toEqual([
      ['exempt', 'NOT_AVAILABLE', 'INFORMATIONAL', 'ACTIVE', undefined],
      ['fine', 'PASSED', 'INFORMATIONAL', 'ACTIVE', undefined],
      ['gone', 'NOT_AVAILABLE', 'INFORMATIONAL', 'ARCHIVED', undefined],
      ['lost', 'WARNING', 'LOW', 'ACTIVE', undefined],
      ['mend', 'FAILED', 'MEDIUM', 'ACTIVE', `Attach AWSXRayDaemonWriteAccess to the execution role. ${activate}`],
      ['off', 'FAILED', 'LOW', 'ACTIVE', activate],
      ['stuck', 'FAILED', 'MEDIUM', 'ACTIVE', undefined],
      ['denied', 'FAILED', 'MEDIUM', 'ACTIVE', undefined],
    ]);
    for (const { Severity, Types, FindingProviderFields } of found)
      expect(FindingProviderFields).toEqual({ Severity, Types });
  });

  it('belongs to the default product of its account, in the partition of its Region', async () => {
    const input = await cli.write('items.json', FUNCTIONS);
    const { found } = await findings(input, '--at', AT, '--function', 'denied');
    const arn = 'arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:denied';
    const description = 'Role bounded: xray:PutTraceSegments, xray:PutTelemetryRecords not allowed (boundary Dev).';
    expect(found).toEqual([
      {
        SchemaVersion: '2018-10-08',
        Id: `lambda-active-tracing/${arn}`,
        ProductArn: 'arn:aws-us-gov:securityhub:us-gov-west-1:111122223333:product/111122223333/default',
        GeneratorId: 'lambda-active-tracing',
        AwsAccountId: '111122223333',
        Region: 'us-gov-west-1',
        Types: ['Software and Configuration Checks/AWS Security Best Practices'],
        CreatedAt: '2026-11-01T08:00:00.000Z',
        UpdatedAt: '2026-11-20T12:00:00.000Z',
        Severity: { Label: 'MEDIUM' },
        Title: 'Lambda functions trace actively, and their roles can deliver the traces',
        Description: description,
        ProductFields: {
          reason: 'role-denied',
          role: 'bounded',
          policy: 'boundary Dev',
          action: 'xray:PutTraceSegments, xray:PutTelemetryRecords',
        },
        Resources: [
          {
            Type: 'AwsLambdaFunction',
            Id: arn,
            Partition: 'aws-us-gov',
            Region: 'us-gov-west-1',
            Details: {
              AwsLambdaFunction: {
                FunctionName: 'denied',
                Role: 'arn:aws:iam::111122223333:role/service-role/bounded',
                TracingConfig: { Mode: 'Active' },
              },
            },
          },
        ],
        Compliance: { Status: 'FAILED', RelatedRequirements: ['NIST.800-53.r5 CA-7'] },
        RecordState: 'ACTIVE',
        FindingProviderFields: {
          Severity: { Label: 'MEDIUM' },
          Types: ['Software and Configuration Checks/AWS Security Best Practices'],
        },
      },
    ]);
  });

  it('keeps the id of a finding from one evaluation to the next, and only evaluatedAt differs', async () => {
    const input = await cli.write('items.json', FUNCTIONS);
    const [one, later] = await Promise.all(
      [AT, '2026-11-21T00:00:00Z'].map(async (at) => (await findings(input, '--at', at)).found),
    );
    const withoutTime = (found: readonly Asff[]) => found.map(({ UpdatedAt: _, ...others }) => others);
    expect(withoutTime(later)).toEqual(withoutTime(one));
  });

  it.each([
    ['7 planned functions', []],
    ['7 planned functions', ['--account', '111122223333']],
    ['7 planned functions', ['--region', 'eu-west-1']],
    ['1 planned function', ['--function', 'orders-create']],
  ])('leaves out what goes to no account or Region yet, and says how many: %s, given %j', async (many, args) => {
    const { found, stderr } = await findings('test/fixtures/sample-templates', ...args);
    expect(found).toEqual([]);
    expect(stderr).toContain(`${many} left out of the findings: --account and --region say where they go\n`);
  });

  it('says nothing of those that are not shown, nor where another format has them', async () => {
    const none = await findings('test/fixtures/sample-templates', '--function=orders-create', '--only=NON_COMPLIANT');
    const { stderr } = await cli.run(['evaluate', 'test/fixtures/sample-templates', '--format', 'json']);
    expect(none.stderr + stderr).not.toContain('left out');
  });

  it('has those that are planned for an account and a Region, by their place where they have no name', async () => {
    const { found, stderr } = await findings(
      'test/fixtures/sample-templates',
      '--account=111122223333',
      '--region=eu-west-1',
    );
    expect(stderr).not.toContain('left out');
    expect(found).toHaveLength(7);
    for (const { Id, Resources } of found) expect(Id.endsWith(Resources[0].Id)).toBe(true);
  });

  it('names a cure where the function fails, and none where a parameter lets it pass', async () => {
    const input = await cli.write('conditional.json', CONDITIONAL);
    const cures = async (...args: readonly string[]) =>
      (await findings(input, '--at', AT, ...args)).found.map(({ Compliance, Remediation }: Asff) => [
        Compliance.Status,
        Remediation?.Recommendation.Text,
      ]);
    const attach = 'Attach AWSXRayDaemonWriteAccess to the execution role.';
    expect(await cures()).toEqual([['FAILED', attach]]);
    expect(await cures('--param', 'conditionalAccess=COMPLIANT')).toEqual([['PASSED', undefined]]);
  });

  it('is told by the name of the file', async () => {
    const input = await cli.write('items.json', FUNCTIONS);
    const output = cli.path('findings.asff.json');
    await cli.run(['evaluate', input, '--at', AT, '--output', output]);
    expect(JSON.parse(readFileSync(output, 'utf8'))).toHaveLength(8);
  });
});

interface Asff {
  readonly UpdatedAt: string;
  readonly Resources: readonly {
    readonly Details: { readonly AwsLambdaFunction: { readonly FunctionName: string } };
  }[];
  readonly Compliance: { readonly Status: string };
  readonly Severity: { readonly Label: string };
  readonly RecordState: string;
  readonly Remediation?: { readonly Recommendation: { readonly Text: string } };
}
