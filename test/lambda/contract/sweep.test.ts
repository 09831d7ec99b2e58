import { describe, expect, it } from 'vitest';
import { type AwsEndpoint, Fault, type Operations, startAwsEndpoint } from '../aws-endpoint.ts';
import { invokeBuilt, type Outcome } from '../bundle.ts';
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

interface Sent {
  readonly ComplianceResourceId: string;
  readonly ComplianceType: string;
  readonly Annotation: string;
  readonly OrderingTimestamp: number;
}

async function sweep(
  state: AccountState,
  overrides: Operations = {},
  event: unknown = configEvent('scheduled'),
  remainingMs?: number,
) {
  const aws = await startAwsEndpoint({ ...emulate(state), ...overrides });
  try {
    const [outcome] = (await invokeBuilt(aws.url, [event], remainingMs)) as [Outcome];
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

/** The names of the roles the simulator was asked about. */
function askedAbout(aws: AwsEndpoint): readonly string[] {
  const arns = aws.inputs('iam:SimulatePrincipalPolicy').map(({ PolicySourceArn }) => String(PolicySourceArn));
  return arns.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)).sort();
}

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
    expect(aws.calls()).toMatchObject({ 'iam:GetAccountAuthorizationDetails': 2, 'iam:SimulatePrincipalPolicy': 6 });
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

  it('a function that is there, and that the listing left out, keeps its result', async () => {
    const unlisted = [{ name: 'short', role: 'bad' }];
    const previous = [...unchanged, { id: 'short', compliance: 'NON_COMPLIANT', annotation: DENIED }];
    const { aws, batches, outcome } = await sweep({ functions, roles, previous, unlisted });
    expect(batches).toEqual([]);
    expect(outcome.error).toBeUndefined();
    expect(aws.calls()['lambda:GetFunctionConfiguration']).toBe(1);
  });

  it('a function that cannot be asked for keeps its result, and the invocation fails naming the call', async () => {
    const previous = [
      ...unchanged,
      ...['gone', 'hidden'].map((id) => ({ id, compliance: 'NON_COMPLIANT', annotation: DENIED })),
    ];
    const operations = emulate({});
    const { sent, outcome } = await sweep(
      { functions, roles, previous },
      {
        'lambda:GetFunctionConfiguration': (input) =>
          input.FunctionName === 'hidden' ? refuse() : (operations['lambda:GetFunctionConfiguration']?.(input) ?? {}),
      },
    );
    expect([...sent.keys()]).toEqual(['gone']);
    expect(outcome.error?.message).toContain('lambda:GetFunctionConfiguration (needed to see');
  });

  it('a listing that lacks more than 50 known functions calls none of them gone, and fails', async () => {
    const previous = [
      ...unchanged,
      ...numbered(51, (i) => ({ id: `gone${i}`, compliance: 'COMPLIANT', annotation: COMPLIANT })),
    ];
    const { aws, batches, outcome } = await sweep({ functions, roles, previous });
    expect(batches).toEqual([]);
    expect(aws.calls()['lambda:GetFunctionConfiguration']).toBeUndefined();
    expect(outcome.error?.message).toMatch(/^lambda:ListFunctions lacks 51 functions with results/);
  });

  it('50 that are gone at once are each asked for, and told', async () => {
    const previous = [
      ...unchanged,
      ...numbered(50, (i) => ({ id: `gone${i}`, compliance: 'COMPLIANT', annotation: COMPLIANT })),
    ];
    const { sent } = await sweep({ functions, roles, previous });
    expect(sent.size).toBe(50);
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

  it('in test mode nothing is read back and everything is reported, what is NOT_APPLICABLE too', async () => {
    const event = { ...configEvent('scheduled'), resultToken: 'TESTMODE' };
    const exempt = { name: 'exempt', role: 'bad' };
    const exemptions = { exempt: '2999-12-31 shop legacy' };
    const state = { functions: [...functions, exempt], roles, exemptions, previous: unchanged };
    const { aws, sent, outcome } = await sweep(state, {}, event);
    expect(sent.get('exempt')?.ComplianceType).toBe('NOT_APPLICABLE');
    expect(outcome.lines[0]?.exempt).toBe(1);
    expect(aws.calls()['config:GetComplianceDetailsByConfigRule']).toBeUndefined();
    expect(aws.inputs('config:PutEvaluations')).toMatchObject([{ TestMode: true, ResultToken: 'TESTMODE' }]);
    expect(sent.size).toBe(3);
  });

  it('a Region without functions costs two calls, and reports nothing', async () => {
    const { aws, outcome, batches } = await sweep({ roles: [GOOD] });
    expect(aws.calls()).toEqual({ 'lambda:ListFunctions': 1, 'config:GetComplianceDetailsByConfigRule': 1 });
    expect(outcome.error).toBeUndefined();
    expect(batches).toEqual([]);
    expect(outcome.lines[0]?.organizationPolicies).toBe('not evaluated: nothing depended on them');
  });
});

describe('the organization is asked about a sample, and some more', () => {
  const roles = [GOOD, { name: 'other', inline: { tracing: TRACING } }];
  const functions = [
    { name: 'first', role: 'good' },
    { name: 'second', role: 'other' },
  ];
  it('a denial speaks for every role that would otherwise be fine', async () => {
    const deniedByOrganization = { good: 'explicitDeny', other: 'explicitDeny' } as const;
    const { aws, sent, outcome } = await sweep({ functions, roles, deniedByOrganization });
    expect(askedAbout(aws)).toEqual(['good', 'other']);
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
    expect(askedAbout(aws)).toEqual(['good', 'other']);
    expect(sent.get('none')?.Annotation).toMatch(/no policy allows it/);
    expect(sent.get('first')?.Annotation).toMatch(/not allowed \(organization policy\)/);
  });

  it('where no verdict asks, one question tells whether attaching a policy would help', async () => {
    const state = {
      functions: numbered(9, (i) => ({ name: `f${i}`, role: `r${i}` })),
      roles: numbered(9, (i) => ({ name: `r${i}` })),
    };
    const advice = async (deniedByOrganization: Record<string, 'explicitDeny'>) => {
      const { aws, sent } = await sweep({ ...state, deniedByOrganization });
      expect(aws.calls()['iam:SimulatePrincipalPolicy']).toBe(1);
      return new Set([...sent.values()].map(({ Annotation }) => Annotation?.replace(/^Role r\d/, 'Role r')));
    };
    expect(await advice({})).toEqual(
      new Set([expect.stringMatching(/no policy allows it.*Attach AWSXRayDaemonWriteAccess\.$/)]),
    );
    const all = Object.fromEntries(state.roles.map(({ name }) => [name, 'explicitDeny' as const]));
    expect(await advice(all)).toEqual(
      new Set([expect.stringMatching(/^(?!.*Attach).*Ask the owner of the organization policy\.$/)]),
    );
  });

  it('advice that cannot be asked for costs no verdict', async () => {
    const fail = () => {
      throw new Fault(500, 'ServiceFailure', 'out of order');
    };
    const { sent, outcome } = await sweep(
      { functions: [{ name: 'f', role: 'r' }], roles: [{ name: 'r' }] },
      { 'iam:SimulatePrincipalPolicy': fail },
    );
    expect(sent.get('f')?.ComplianceType).toBe('NON_COMPLIANT');
    expect(outcome.error?.message).toMatch(/^iam:SimulatePrincipalPolicy/);
  });

  it('once the denial is gone the functions are COMPLIANT again', async () => {
    const annotation = 'Role other: xray:PutTraceSegments, xray:PutTelemetryRecords denied (organization policy).';
    const previous = ['first', 'second'].map((id) => ({ id, compliance: 'NON_COMPLIANT', annotation }));
    const { aws, sent } = await sweep({ functions, roles, previous });
    expect(aws.calls()['iam:SimulatePrincipalPolicy']).toBe(2);
    expect([...sent.values()].map(({ ComplianceType }) => ComplianceType)).toEqual(['COMPLIANT', 'COMPLIANT']);
  });

  it('a refused simulator changes no verdict, and the log says so', async () => {
    const { sent, outcome } = await sweep({ functions, roles }, { 'iam:SimulatePrincipalPolicy': refuse });
    expect([...sent.values()].map(({ ComplianceType }) => ComplianceType)).toEqual(['COMPLIANT', 'COMPLIANT']);
    expect(outcome.lines[0]?.organizationPolicies).toMatch(/^not evaluated: iam:SimulatePrincipalPolicy/);
  });

  it.each([
    ['throttled', 400, 'Throttling'],
    ['asked with expired credentials', 403, 'ExpiredToken'],
    ['out of order', 500, 'ServiceFailure'],
  ])(
    'a simulator that is %s changes no result: the rest is reported, and the invocation fails naming the call',
    async (_, status, code) => {
      const annotation = 'Role good: xray:PutTraceSegments, xray:PutTelemetryRecords denied (organization policy).';
      const previous = [{ id: 'first', compliance: 'NON_COMPLIANT', annotation }];
      const { sent, outcome } = await sweep(
        { functions: [...functions.slice(0, 1), { name: 'denied', role: 'bad' }], roles: [GOOD, BAD], previous },
        {
          'iam:SimulatePrincipalPolicy': () => {
            throw new Fault(status, code, 'Rate exceeded');
          },
        },
      );
      expect([...sent.keys()]).toEqual(['denied']);
      expect(outcome.error?.message).toMatch(/^iam:SimulatePrincipalPolicy \(needed to /);
      expect(outcome.lines[0]).toMatchObject({ level: 'ERROR', verdicts: { COMPLIANT: 0, NON_COMPLIANT: 1 } });
    },
  );

  it('one role that could not be asked about is left as it was; what the others say stands for the rest', async () => {
    const named = numbered(9, (i) => ({ name: `r${i}`, inline: { tracing: TRACING } }));
    const { sent, outcome } = await sweep(
      { functions: named.map(({ name }) => ({ name: `f-${name}`, role: name })), roles: named },
      {
        'iam:SimulatePrincipalPolicy': (input) => {
          if (String(input.PolicySourceArn).endsWith('/r0')) throw new Fault(500, 'ServiceFailure');
          return emulate({})['iam:SimulatePrincipalPolicy']?.(input) ?? {};
        },
      },
    );
    expect([...sent.keys()].sort()).toEqual(named.slice(1).map(({ name }) => `f-${name}`));
    expect(outcome.error?.message).toContain('iam:SimulatePrincipalPolicy');
  });

  it('with organizationPolicies=IGNORE nobody is asked', async () => {
    const event = withParameters({ organizationPolicies: 'IGNORE' });
    const { aws, sent } = await sweep({ functions, roles, deniedByOrganization: { good: 'explicitDeny' } }, {}, event);
    expect(aws.calls()['iam:SimulatePrincipalPolicy']).toBeUndefined();
    expect(sent.get('second')?.ComplianceType).toBe('COMPLIANT');
  });
});

describe('a policy of the organization that singles out a role', () => {
  const COUNT = 40;
  const roles = numbered(COUNT, (i) => ({ name: `r${String(i).padStart(2, '0')}`, inline: { tracing: TRACING } }));
  const functions = roles.map(({ name }) => ({ name: `f-${name}`, role: name }));
  const names = functions.map(({ name }) => name);
  const denialOf = (chosen: readonly string[]) =>
    Object.fromEntries(chosen.map((name) => [name, 'explicitDeny'] as const));
  const hour = (i: number) =>
    configEvent('scheduled', (e) => {
      const moment = Date.parse('2026-11-20T00:26:17.741Z') + i * 3_600_000;
      e.invokingEvent.notificationCreationTime = new Date(moment).toISOString();
    });

  /** Sweeps by the hour, in one container; AWS Config holds what it was told. */
  async function sweeps(count: number, deniedByOrganization: AccountState['deniedByOrganization'] = {}) {
    const held = new Map<string, Sent>();
    const reports = new Map<string, number>();
    const previous = () =>
      [...held].map(([id, one]) => ({ id, compliance: one.ComplianceType, annotation: one.Annotation }));
    const aws = await startAwsEndpoint({
      ...emulate({ functions, roles, deniedByOrganization }),
      'config:GetComplianceDetailsByConfigRule': (input) =>
        emulate({ previous: previous() })['config:GetComplianceDetailsByConfigRule']?.(input) ?? {},
      'config:PutEvaluations': ({ Evaluations }) => {
        for (const one of Evaluations as Sent[]) {
          held.set(one.ComplianceResourceId, one);
          reports.set(one.ComplianceResourceId, (reports.get(one.ComplianceResourceId) ?? 0) + 1);
        }
        return { FailedEvaluations: [] };
      },
    });
    try {
      const outcomes = await invokeBuilt(aws.url, numbered(count, hour));
      expect(outcomes.map(({ error }) => error)).toEqual(numbered(count, () => undefined));
      const most = Math.max(...outcomes.map(({ lines }) => lines[0]?.calls['iam:SimulatePrincipalPolicy'] ?? 0));
      const compliant = names.filter((name) => held.get(name)?.ComplianceType === 'COMPLIANT');
      return { compliant, reports, most };
    } finally {
      await aws.close();
    }
  }

  it('one that is hit is found within eight hours, stays found, and each result changes once', async () => {
    const { compliant, reports, most } = await sweeps(24, denialOf(['r23']));
    expect(compliant).toEqual(names.filter((name) => name !== 'f-r23'));
    expect(reports.get('f-r23')).toBe(2);
    expect(Math.max(...[...reports].filter(([name]) => name !== 'f-r23').map(([, times]) => times))).toBe(1);
    expect(most).toBeLessThanOrEqual(7);
  });

  it('one that is spared is found, stays found, and each result changes once', async () => {
    const { compliant, reports } = await sweeps(
      24,
      denialOf(roles.map(({ name }) => name).filter((name) => name !== 'r17')),
    );
    expect(compliant).toEqual(['f-r17']);
    expect(reports.get('f-r17')).toBe(2);
    expect(Math.max(...[...reports].filter(([name]) => name !== 'f-r17').map(([, times]) => times))).toBe(1);
  });

  it('the sample itself is hit: it speaks for nobody but itself', async () => {
    const { compliant } = await sweeps(1, denialOf(['r00']));
    expect(compliant).toEqual(names.slice(1));
  });
});

describe('an invocation stops before its time-out', () => {
  it('with 3 s left and a listing that never ends: it fails before the end, with its line in the log', async () => {
    let page = 0;
    const start = Date.now();
    const { outcome, batches } = await sweep(
      { roles: [GOOD] },
      { 'lambda:ListFunctions': () => ({ Functions: [], NextMarker: `m${page++}` }) },
      configEvent('scheduled'),
      3_000,
    );
    expect(Date.now() - start).toBeLessThan(3_000);
    expect(outcome.error?.message).toMatch(/^stopped [12] s before the time-out of the function$/);
    expect(outcome.lines).toMatchObject([{ level: 'ERROR', failures: [expect.stringContaining('DeadlineError')] }]);
    expect(batches).toEqual([]);
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
    ['iam:GetAccountAuthorizationDetails', 'read the roles and policies'],
    ['tag:GetResources', 'find the exemption tags'],
    ['config:GetComplianceDetailsByConfigRule', 'read the previous results'],
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
