import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault, type Operations, startAwsEndpoint } from '../aws-endpoint.ts';
import { type Bundle, buildBundle, type Outcome } from '../bundle.ts';
import {
  type AccountState,
  DAEMON_POLICY,
  emulate,
  functionArn,
  NO_TRACING,
  policyArn,
  roleArn,
  statement,
  TRACING,
} from '../emulated-account.ts';
import { configEvent } from '../event-fixtures.ts';

let bundle: Bundle;
beforeAll(async () => {
  bundle = await buildBundle();
});
afterAll(() => bundle.remove());

interface Sent {
  readonly ComplianceResourceId: string;
  readonly ComplianceType: string;
  readonly Annotation: string;
  readonly OrderingTimestamp: number;
}

async function sweep(state: AccountState, overrides: Operations = {}, event: unknown = configEvent('scheduled')) {
  const aws = await startAwsEndpoint({ ...emulate(state), ...overrides });
  try {
    const [outcome] = (await bundle.invoke(aws.url, [event])) as [Outcome];
    const batches = aws.inputs('config:PutEvaluations').map(({ Evaluations }) => Evaluations as Sent[]);
    const sent = new Map(batches.flat().map((evaluation) => [evaluation.ComplianceResourceId, evaluation]));
    return { aws, outcome, batches, sent };
  } finally {
    await aws.close();
  }
}

const withParameters = (parameters: Record<string, string>) =>
  configEvent('scheduled', (e) => {
    e.ruleParameters = parameters;
  });
const numbered = <Item>(count: number, make: (index: number) => Item) =>
  Array.from({ length: count }, (_, i) => make(i));
const refuse = () => {
  throw new Fault(403, 'AccessDenied', 'User is not authorized');
};

const GOOD = { name: 'good', inline: { tracing: TRACING } };
const BAD = { name: 'bad', inline: { logs: NO_TRACING } };
const COMPLIANT = 'Tracing is Active and role good can deliver traces.';
const DENIED =
  'Role bad: xray:PutTraceSegments, xray:PutTelemetryRecords not allowed (no policy allows it). Attach AWSXRayDaemonWriteAccess.';

describe('every function is listed and judged', () => {
  it('each verdict is reported with the time AWS Config triggered the sweep', async () => {
    const { aws, outcome, sent } = await sweep({
      functions: [
        { name: 'fine', role: 'good' },
        { name: 'denied', role: 'bad' },
        { name: 'off', role: 'good', mode: 'PassThrough' },
        { name: 'orphan', role: 'gone' },
        { name: 'exempt', role: 'bad' },
      ],
      roles: [GOOD, BAD],
      exemptions: { exempt: '2999-12-31 shop legacy' },
      previous: [{ id: 'exempt', compliance: 'NON_COMPLIANT', annotation: 'old' }],
    });
    expect(outcome.error).toBeUndefined();
    expect(Object.fromEntries([...sent].map(([name, { ComplianceType }]) => [name, ComplianceType]))).toEqual({
      fine: 'COMPLIANT',
      denied: 'NON_COMPLIANT',
      off: 'NON_COMPLIANT',
      orphan: 'NON_COMPLIANT',
      exempt: 'NOT_APPLICABLE',
    });
    expect(sent.get('fine')?.OrderingTimestamp).toBe(Date.parse('2026-11-20T13:26:17.741Z') / 1000);
    expect(sent.get('orphan')?.Annotation).toBe('Role gone does not exist.');
    expect(aws.calls()).toEqual({
      'lambda:ListFunctions': 1,
      'lambda:ListEventSourceMappings': 1,
      'iam:GetAccountAuthorizationDetails': 1,
      'iam:GetRole': 1,
      'iam:SimulatePrincipalPolicy': 1,
      'tag:GetResources': 1,
      'config:GetComplianceDetailsByConfigRule': 1,
      'config:PutEvaluations': 1,
    });
    expect(outcome.lines).toEqual([
      expect.objectContaining({
        messageType: 'ScheduledNotification',
        verdicts: { COMPLIANT: 1, NON_COMPLIANT: 3, NOT_APPLICABLE: 1, INSUFFICIENT_DATA: 0 },
        reported: 5,
        calls: aws.calls(),
      }),
    ]);
  });

  it('the inventory asks for what it needs, and no more', async () => {
    const { aws } = await sweep({ functions: [{ name: 'fine', role: 'good' }], roles: [GOOD] });
    expect(aws.inputs('iam:GetAccountAuthorizationDetails')).toEqual([
      {
        Action: 'GetAccountAuthorizationDetails',
        Version: '2010-05-08',
        Filter: ['Role', 'LocalManagedPolicy', 'AWSManagedPolicy'],
        MaxItems: '1000',
      },
    ]);
    expect(aws.inputs('tag:GetResources')).toEqual([
      {
        ResourceTypeFilters: ['lambda:function'],
        TagFilters: [{ Key: 'lambda-active-tracing-exempt' }],
        ResourcesPerPage: 100,
      },
    ]);
    expect(aws.inputs('config:GetComplianceDetailsByConfigRule')).toEqual([
      { ConfigRuleName: 'lambda-active-tracing', ComplianceTypes: ['COMPLIANT', 'NON_COMPLIANT'], Limit: 100 },
    ]);
    expect(aws.inputs('lambda:ListEventSourceMappings')).toEqual([]);
  });

  it('51 functions take two pages', async () => {
    const { aws, sent } = await sweep({
      functions: numbered(51, (i) => ({ name: `f${i}`, role: 'good' })),
      roles: [GOOD],
    });
    expect(aws.calls()['lambda:ListFunctions']).toBe(2);
    expect(sent.size).toBe(51);
  });

  it('a function that is listed twice, because the pages shifted, is reported once', async () => {
    const functions = numbered(51, (i) => ({ name: `f${Math.min(i, 49)}`, role: 'good' }));
    const { outcome, batches } = await sweep({ functions, roles: [GOOD] });
    expect(batches.flat()).toHaveLength(50);
    expect(outcome.lines[0]?.verdicts.COMPLIANT).toBe(50);
  });

  it('101 evaluations take two batches', async () => {
    const { batches } = await sweep({
      functions: numbered(101, (i) => ({ name: `f${i}`, role: 'good' })),
      roles: [GOOD],
    });
    expect(batches.map((batch) => batch.length).sort()).toEqual([1, 100]);
  });

  it('1,001 roles take two pages of the account listing', async () => {
    const roles = numbered(1001, (i) => ({ name: `r${i}`, inline: { tracing: i === 1000 ? NO_TRACING : TRACING } }));
    const functions = numbered(1001, (i) => ({ name: `f${i}`, role: `r${i}` }));
    const { aws, sent } = await sweep({ functions, roles });
    expect(aws.calls()).toMatchObject({ 'iam:GetAccountAuthorizationDetails': 2, 'iam:SimulatePrincipalPolicy': 1 });
    expect(aws.calls()['iam:GetRole']).toBeUndefined();
    expect([...sent.values()].filter(({ ComplianceType }) => ComplianceType === 'NON_COMPLIANT')).toEqual([
      expect.objectContaining({ ComplianceResourceId: 'f1000' }),
    ]);
  });

  it('empty pages of the account listing are not its end', async () => {
    const operations = emulate({ roles: [GOOD], functions: [] });
    let page = 0;
    const { aws, sent } = await sweep(
      { functions: [{ name: 'fine', role: 'good' }], roles: [GOOD] },
      {
        'iam:GetAccountAuthorizationDetails': (input) =>
          page++ < 2
            ? { RoleDetailList: [], Policies: [], IsTruncated: true, Marker: `m${page}` }
            : (operations['iam:GetAccountAuthorizationDetails']?.({ ...input, Marker: undefined }) ?? {}),
      },
    );
    expect(aws.inputs('iam:GetAccountAuthorizationDetails').map(({ Marker }) => Marker)).toEqual([
      undefined,
      'm1',
      'm2',
    ]);
    expect(sent.get('fine')?.ComplianceType).toBe('COMPLIANT');
  });

  it('exemption tags on later pages count', async () => {
    const { sent, outcome } = await sweep(
      { functions: [{ name: 'exempt', role: 'bad' }], roles: [BAD] },
      {
        'tag:GetResources': ({ PaginationToken }) =>
          PaginationToken === 'more'
            ? {
                PaginationToken: '',
                ResourceTagMappingList: [
                  {
                    ResourceARN: functionArn('exempt'),
                    Tags: [{ Key: 'lambda-active-tracing-exempt', Value: '2999-12-31 shop legacy' }],
                  },
                ],
              }
            : { PaginationToken: 'more', ResourceTagMappingList: [] },
      },
    );
    expect(outcome.lines[0]?.verdicts.NOT_APPLICABLE).toBe(1);
    expect(sent.size).toBe(0);
  });

  it('event source mappings beyond the first hundred count', async () => {
    const source = 'arn:aws:mq:eu-west-1:111122223333:broker:b:1';
    const mappings = numbered(101, (i) => ({ function: `f${i}`, source, state: 'Enabled' }));
    const { aws, outcome } = await sweep({
      functions: [{ name: 'f100', role: 'good', mode: 'PassThrough' }],
      roles: [GOOD],
      mappings,
    });
    expect(aws.calls()['lambda:ListEventSourceMappings']).toBe(2);
    expect(outcome.lines[0]?.verdicts.NOT_APPLICABLE).toBe(1);
  });

  it('the version of a managed policy in force decides, not an earlier one', async () => {
    const { sent } = await sweep({
      functions: [{ name: 'fine', role: 'managed' }],
      roles: [{ name: 'managed', attached: [policyArn('own')] }],
      policies: { [policyArn('own')]: TRACING },
    });
    expect(sent.get('fine')?.ComplianceType).toBe('COMPLIANT');
  });

  it('an AWS-managed document missing from the account listing is read once for all roles', async () => {
    const operations = emulate({ policies: { [DAEMON_POLICY]: TRACING } });
    const { aws, sent } = await sweep(
      {
        functions: numbered(60, (i) => ({ name: `f${i}`, role: `r${i}` })),
        roles: numbered(60, (i) => ({ name: `r${i}`, attached: [DAEMON_POLICY] })),
      },
      {
        'iam:GetPolicy': operations['iam:GetPolicy'] ?? refuse,
        'iam:GetPolicyVersion': operations['iam:GetPolicyVersion'] ?? refuse,
      },
    );
    expect(aws.calls()).toMatchObject({ 'iam:GetPolicy': 1, 'iam:GetPolicyVersion': 1 });
    expect([...sent.values()].every(({ ComplianceType }) => ComplianceType === 'COMPLIANT')).toBe(true);
  });

  it('a role created after the account was listed is read by itself', async () => {
    const operations = emulate({ roles: [] });
    const { aws, sent } = await sweep(
      { functions: numbered(3, (i) => ({ name: `f${i}`, role: 'good' })), roles: [GOOD] },
      { 'iam:GetAccountAuthorizationDetails': operations['iam:GetAccountAuthorizationDetails'] ?? refuse },
    );
    expect(sent.get('f2')?.ComplianceType).toBe('COMPLIANT');
    expect(aws.calls()['iam:ListRolePolicies']).toBe(1);
  });
});

describe('only what changed is reported', () => {
  const functions = [
    { name: 'fine', role: 'good' },
    { name: 'denied', role: 'bad' },
  ];
  const roles = [GOOD, BAD];
  const unchanged = [
    { id: 'fine', compliance: 'COMPLIANT', annotation: COMPLIANT },
    { id: 'denied', compliance: 'NON_COMPLIANT', annotation: DENIED },
  ];

  it('nothing changed: no PutEvaluations', async () => {
    const { aws, outcome } = await sweep({ functions, roles, previous: unchanged });
    expect(outcome.error).toBeUndefined();
    expect(aws.calls()['config:PutEvaluations']).toBeUndefined();
    expect(outcome.lines[0]).toMatchObject({ reported: 0, verdicts: { COMPLIANT: 1, NON_COMPLIANT: 1 } });
  });

  it('another verdict is reported, alone', async () => {
    const previous = [{ ...unchanged[0], id: 'fine', compliance: 'NON_COMPLIANT' }, ...unchanged.slice(1)];
    const { sent } = await sweep({ functions, roles, previous });
    expect([...sent.keys()]).toEqual(['fine']);
  });

  it('another annotation is reported, alone', async () => {
    const previous = [...unchanged.slice(0, 1), { id: 'denied', compliance: 'NON_COMPLIANT', annotation: 'other' }];
    const { sent } = await sweep({ functions, roles, previous });
    expect([...sent.keys()]).toEqual(['denied']);
    expect(sent.get('denied')?.Annotation).toBe(DENIED);
  });

  it('a function that is gone becomes NOT_APPLICABLE', async () => {
    const previous = [...unchanged, { id: 'gone', compliance: 'NON_COMPLIANT', annotation: DENIED }];
    const { sent, outcome } = await sweep({ functions, roles, previous });
    expect([...sent.values()]).toMatchObject([
      {
        ComplianceResourceType: 'AWS::Lambda::Function',
        ComplianceResourceId: 'gone',
        ComplianceType: 'NOT_APPLICABLE',
        Annotation: 'The function is out of scope: deleted.',
      },
    ]);
    expect(outcome.lines[0]?.verdicts.NOT_APPLICABLE).toBe(1);
  });

  it('a resource of another type with the same name is another resource', async () => {
    const previous = [
      { id: 'fine', type: 'AWS::S3::Bucket', compliance: 'COMPLIANT', annotation: COMPLIANT },
      { id: 'bucket', type: 'AWS::S3::Bucket', compliance: 'COMPLIANT', annotation: COMPLIANT },
      ...unchanged.slice(1),
    ];
    const { sent } = await sweep({ functions, roles, previous });
    expect([...sent.keys()]).toEqual(['fine']);
  });

  it('previous results on later pages count', async () => {
    const many = numbered(101, (i) => ({ name: `f${i}`, role: 'good' }));
    const previous = numbered(101, (i) => ({ id: `f${i}`, compliance: 'COMPLIANT', annotation: COMPLIANT }));
    const { aws } = await sweep({ functions: many, roles, previous });
    expect(aws.calls()['config:GetComplianceDetailsByConfigRule']).toBe(2);
    expect(aws.calls()['config:PutEvaluations']).toBeUndefined();
  });

  it('sweepReport=ALL reports every function all the same', async () => {
    const { sent } = await sweep({ functions, roles, previous: unchanged }, {}, withParameters({ sweepReport: 'ALL' }));
    expect([...sent.keys()].sort()).toEqual(['denied', 'fine']);
  });

  it('in test mode nothing is read back and everything is reported', async () => {
    const event = { ...configEvent('scheduled'), resultToken: 'TESTMODE' };
    const { aws, sent } = await sweep({ functions, roles, previous: unchanged }, {}, event);
    expect(aws.calls()['config:GetComplianceDetailsByConfigRule']).toBeUndefined();
    expect(aws.inputs('config:PutEvaluations')).toMatchObject([{ TestMode: true, ResultToken: 'TESTMODE' }]);
    expect(sent.size).toBe(2);
  });

  it('an account without functions reports nothing', async () => {
    const { outcome, batches } = await sweep({});
    expect(outcome.error).toBeUndefined();
    expect(batches).toEqual([]);
    expect(outcome.lines[0]?.organizationPolicies).toBe('not evaluated: nothing depended on them');
  });
});

describe('the organization is asked about one role', () => {
  const roles = [GOOD, { name: 'other', inline: { tracing: TRACING } }];
  const functions = [
    { name: 'first', role: 'good' },
    { name: 'second', role: 'other' },
  ];
  it('a denial speaks for every role that would otherwise be fine', async () => {
    const deniedByOrganization = { good: 'explicitDeny', other: 'explicitDeny' } as const;
    const { aws, sent, outcome } = await sweep({ functions, roles, deniedByOrganization });
    expect(aws.inputs('iam:SimulatePrincipalPolicy')).toMatchObject([{ PolicySourceArn: roleArn('good') }]);
    for (const [name, role] of [
      ['first', 'good'],
      ['second', 'other'],
    ] as const) {
      expect(sent.get(name)).toMatchObject({
        ComplianceType: 'NON_COMPLIANT',
        Annotation: `Role ${role}: xray:PutTraceSegments, xray:PutTelemetryRecords denied (organization policy). Ask the owner of the organization policy.`,
      });
    }
    expect(outcome.lines[0]?.organizationPolicies).toBe(
      `evaluated for ${roleArn('good')}: xray:PutTraceSegments, xray:PutTelemetryRecords denied`,
    );
  });

  it('a role that fails by itself is not asked about, and keeps its own reason', async () => {
    const { aws, sent } = await sweep({
      functions: [{ name: 'none', role: 'empty' }, ...functions],
      roles: [{ name: 'empty' }, ...roles],
      deniedByOrganization: { good: 'implicitDeny' },
    });
    expect(aws.inputs('iam:SimulatePrincipalPolicy')).toMatchObject([{ PolicySourceArn: roleArn('good') }]);
    expect(sent.get('none')?.Annotation).toMatch(/no policy allows it/);
    expect(sent.get('first')?.Annotation).toMatch(/not allowed \(organization policy\)/);
  });

  it('once the denial is gone the functions are COMPLIANT again', async () => {
    const annotation = 'Role other: xray:PutTraceSegments, xray:PutTelemetryRecords denied (organization policy).';
    const previous = ['first', 'second'].map((id) => ({ id, compliance: 'NON_COMPLIANT', annotation }));
    const { aws, sent } = await sweep({ functions, roles, previous });
    expect(aws.calls()['iam:SimulatePrincipalPolicy']).toBe(1);
    expect([...sent.values()].map(({ ComplianceType }) => ComplianceType)).toEqual(['COMPLIANT', 'COMPLIANT']);
  });

  it('a refused simulator changes no verdict, and the log says so', async () => {
    const { sent, outcome } = await sweep({ functions, roles }, { 'iam:SimulatePrincipalPolicy': refuse });
    expect([...sent.values()].map(({ ComplianceType }) => ComplianceType)).toEqual(['COMPLIANT', 'COMPLIANT']);
    expect(outcome.lines[0]?.organizationPolicies).toMatch(/^not evaluated: iam:SimulatePrincipalPolicy/);
  });

  it('with organizationPolicies=IGNORE nobody is asked', async () => {
    const event = withParameters({ organizationPolicies: 'IGNORE' });
    const { aws, sent } = await sweep({ functions, roles, deniedByOrganization: { good: 'explicitDeny' } }, {}, event);
    expect(aws.calls()['iam:SimulatePrincipalPolicy']).toBeUndefined();
    expect(sent.get('second')?.ComplianceType).toBe('COMPLIANT');
  });
});

describe('what cannot be decided or reported fails the invocation', () => {
  it('one role that may not be read does not stop the others; its functions are named', async () => {
    const functions = [
      { name: 'fine', role: 'good' },
      ...numbered(12, (i) => ({ name: `hidden${i}`, role: 'hidden' })),
      { name: 'off', role: 'hidden', mode: 'PassThrough' },
    ];
    const { aws, outcome, sent } = await sweep({ functions, roles: [GOOD] }, { 'iam:GetRole': refuse });
    expect([...sent.keys()].sort()).toEqual(['fine', 'off']);
    expect(outcome.error?.message).toMatch(/^no verdict for 12 of the functions: hidden0 .*iam:GetRole is refused/);
    expect(outcome.error?.message).toMatch(/hidden9 .* and 2 more$/);
    expect(outcome.lines[0]).toMatchObject({ level: 'ERROR', undecided: 12, reported: 2 });
    expect(aws.calls()['iam:GetRole']).toBe(1);
  });

  it('a customer policy that vanished leaves its functions without verdict', async () => {
    const roles = [GOOD, { name: 'vanishing', attached: [policyArn('vanished')], inline: { tracing: TRACING } }];
    const functions = [
      { name: 'fine', role: 'good' },
      { name: 'unsure', role: 'vanishing' },
    ];
    const { outcome, sent } = await sweep({ functions, roles });
    expect([...sent.keys()]).toEqual(['fine']);
    expect(outcome.error?.message).toContain('unsure');
  });

  it('an explicit Deny decides even beside a policy that cannot be read', async () => {
    const inline = { deny: statement('Deny', ['xray:*']) };
    const roles = [{ name: 'vanishing', attached: [policyArn('vanished')], inline }];
    const { outcome, sent } = await sweep({ functions: [{ name: 'denied', role: 'vanishing' }], roles });
    expect(outcome.error).toBeUndefined();
    expect(sent.get('denied')?.ComplianceType).toBe('NON_COMPLIANT');
  });

  it('FailedEvaluations are named after all batches were tried', async () => {
    const functions = numbered(150, (i) => ({ name: `f${i}`, role: 'good' }));
    const { outcome, sent } = await sweep(
      { functions, roles: [GOOD] },
      {
        'config:PutEvaluations': ({ Evaluations }) => ({
          FailedEvaluations: (Evaluations as Sent[]).filter((sentOne) => sentOne.ComplianceResourceId === 'f3'),
        }),
      },
    );
    expect(sent.size).toBe(150);
    expect(outcome.error?.message).toBe('AWS Config did not take 1 of the evaluations: f3');
    expect(outcome.lines[0]?.reported).toBe(149);
  });

  it('PutEvaluations failing half-way fails the invocation with its cause', async () => {
    let batches = 0;
    const functions = numbered(450, (i) => ({ name: `f${i}`, role: 'good' }));
    const { outcome } = await sweep(
      { functions, roles: [GOOD] },
      {
        'config:PutEvaluations': () => {
          if (++batches === 2) throw new Fault(400, 'InvalidResultTokenException', 'The result token is invalid');
          return { FailedEvaluations: [] };
        },
      },
    );
    expect(outcome.error?.message).toContain('config:PutEvaluations (needed to report the verdicts) failed');
    expect(outcome.error?.cause).toContain('The result token is invalid');
    expect(outcome.lines[0]?.failures?.join()).toContain('InvalidResultTokenException');
  });

  it.each([
    ['lambda:ListFunctions', 'list the functions'],
    ['iam:GetAccountAuthorizationDetails', 'read every role and policy'],
    ['tag:GetResources', 'find the functions that carry the exemption tag'],
    ['config:GetComplianceDetailsByConfigRule', 'compare with the previous results'],
  ])('a refused %s is named with its purpose, and nothing is reported', async (action, purpose) => {
    const previous = [{ id: 'gone', compliance: 'COMPLIANT', annotation: COMPLIANT }];
    const state = { functions: [{ name: 'fine', role: 'good' }], roles: [GOOD], previous };
    const { outcome, batches } = await sweep(state, { [action]: refuse });
    expect(outcome.error?.message).toContain(`${action} (needed to ${purpose}`);
    expect(batches).toEqual([]);
  });

  it('a listing that breaks off declares no function gone', async () => {
    const operations = emulate({ functions: numbered(60, (i) => ({ name: `f${i}`, role: 'good' })), roles: [GOOD] });
    const previous = [{ id: 'f59', compliance: 'COMPLIANT', annotation: COMPLIANT }];
    const { outcome, sent } = await sweep(
      { roles: [GOOD], previous },
      {
        'lambda:ListFunctions': (input) => {
          if (input.Marker === undefined) return operations['lambda:ListFunctions']?.(input) ?? {};
          throw new Fault(403, 'AccessDeniedException', 'no more');
        },
      },
    );
    expect(outcome.error?.message).toContain('lambda:ListFunctions');
    expect(sent.has('f59')).toBe(false);
  });

  it('a throttled page is asked for again', async () => {
    let attempts = 0;
    const operations = emulate({ functions: [{ name: 'fine', role: 'good' }] });
    const { outcome, sent } = await sweep(
      { roles: [GOOD] },
      {
        'lambda:ListFunctions': (input) => {
          if (attempts++ === 0) throw new Fault(429, 'TooManyRequestsException', 'Rate exceeded');
          return operations['lambda:ListFunctions']?.(input) ?? {};
        },
      },
    );
    expect(sent.get('fine')?.ComplianceType).toBe('COMPLIANT');
    expect(outcome.lines[0]?.calls['lambda:ListFunctions']).toBe(2);
  });
});
