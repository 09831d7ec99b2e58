import { describe, expect, it } from 'vitest';
import { Fault, type Operations, startAwsEndpoint } from '../aws-endpoint.ts';
import { inOwnProcess, invokeBuilt, type Outcome } from '../bundle.ts';
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

const GOOD_ROLE = { name: 'orders-exec', inline: { tracing: TRACING } };
const refuse = () => {
  throw new Fault(403, 'AccessDenied', 'User is not authorized');
};

async function run(state: AccountState, events: readonly unknown[], overrides: Operations = {}) {
  const aws = await startAwsEndpoint({ ...emulate(state), ...overrides });
  try {
    const outcomes = await invokeBuilt(aws.url, events);
    return { aws, outcomes, outcome: outcomes[0] as Outcome, puts: aws.inputs('config:PutEvaluations') };
  } finally {
    await aws.close();
  }
}

const withMode = (mode: string | null, more: object = {}) =>
  configEvent('changed', (e) => {
    e.invokingEvent.configurationItem.configuration.tracingConfig = { mode };
    Object.assign(e.invokingEvent.configurationItem, more);
  });

describe('the handler in a process of its own', () => {
  it('says what it says in this one, where the other tests run it', async () => {
    const aws = await startAwsEndpoint(emulate({ roles: [GOOD_ROLE] }));
    const outcomes = [];
    for (const invoke of [inOwnProcess(), invokeBuilt]) outcomes.push(await invoke(aws.url, [configEvent('changed')]));
    await aws.close();
    const [own, here] = outcomes.map((all) =>
      all.map(({ lines, ...outcome }) => ({ ...outcome, calls: lines[0]?.calls })),
    );
    expect(own).toEqual(here);
    expect(aws.inputs('config:PutEvaluations')).toHaveLength(2);
  });
});

describe('one change is one evaluation', () => {
  it('COMPLIANT, ordered by the capture time of the item, with six calls', async () => {
    const { aws, outcome, puts } = await run({ roles: [GOOD_ROLE] }, [configEvent('changed')]);
    expect(outcome.error).toBeUndefined();
    expect(puts).toEqual([
      {
        Evaluations: [
          {
            ComplianceResourceType: 'AWS::Lambda::Function',
            ComplianceResourceId: 'orders',
            ComplianceType: 'COMPLIANT',
            Annotation: 'Tracing is Active and role orders-exec can deliver traces.',
            OrderingTimestamp: Date.parse('2026-11-20T10:33:41.205Z') / 1000,
          },
        ],
        ResultToken: 'eyJlbmNyeXB0ZWREYXRhIjpbMTIsMzRdLCJtYXRlcmlhbFNldFNlcmlhbE51bWJlciI6MX0=',
      },
    ]);
    expect(aws.calls()).toEqual({
      'iam:GetRole': 1,
      'iam:ListAttachedRolePolicies': 1,
      'iam:ListRolePolicies': 1,
      'iam:GetRolePolicy': 1,
      'iam:SimulatePrincipalPolicy': 1,
      'config:PutEvaluations': 1,
    });
  });

  it('the log line tells what was decided, and every call', async () => {
    const { aws, outcome } = await run({ roles: [GOOD_ROLE] }, [configEvent('changed')]);
    expect(outcome.lines).toEqual([
      expect.objectContaining({
        level: 'INFO',
        messageType: 'ConfigurationItemChangeNotification',
        verdicts: { COMPLIANT: 1, NON_COMPLIANT: 0, NOT_APPLICABLE: 0, INSUFFICIENT_DATA: 0 },
        reported: 1,
        organizationPolicies: `evaluated for ${roleArn('orders-exec')}: nothing denied`,
        calls: aws.calls(),
        callsInAll: 6,
      }),
    ]);
  });

  it('PassThrough is NON_COMPLIANT, and its event sources are asked for', async () => {
    const { aws, puts } = await run({ roles: [GOOD_ROLE] }, [withMode('PassThrough')]);
    expect(puts[0]?.Evaluations).toMatchObject([
      { ComplianceType: 'NON_COMPLIANT', Annotation: 'Tracing mode is PassThrough, must be Active.' },
    ]);
    expect(aws.inputs('lambda:ListEventSourceMappings')).toEqual([{ FunctionName: 'orders', MaxItems: '100' }]);
  });

  it('PassThrough behind Amazon MSK is NOT_APPLICABLE, without a look at the role', async () => {
    const source = 'arn:aws:kafka:eu-west-1:111122223333:cluster/c/1';
    const mappings = [{ function: 'orders', source, state: 'Enabled' }];
    const { aws, puts } = await run({ roles: [GOOD_ROLE], mappings }, [withMode('PassThrough')]);
    expect(puts[0]?.Evaluations).toMatchObject([{ ComplianceType: 'NOT_APPLICABLE' }]);
    expect(aws.calls()).toEqual({ 'lambda:ListEventSourceMappings': 1, 'config:PutEvaluations': 1 });
  });

  it('an exempt function is NOT_APPLICABLE with nothing read', async () => {
    const event = withMode('PassThrough', { tags: { 'lambda-active-tracing-exempt': '2999-12-31 shop legacy' } });
    const { aws, puts } = await run({}, [event]);
    expect(puts[0]?.Evaluations).toMatchObject([{ ComplianceType: 'NOT_APPLICABLE' }]);
    expect(aws.calls()).toEqual({ 'config:PutEvaluations': 1 });
  });

  it.each([
    ['deleted', configEvent('deleted')],
    [
      'out of the scope of the rule',
      configEvent('changed', (e) => {
        e.eventLeftScope = true;
      }),
    ],
    [
      'not recorded',
      withMode('Active', { configurationItemStatus: 'ResourceNotRecorded', configuration: null, tags: null }),
    ],
    [
      'deleted and oversized',
      configEvent('oversized', (e) => {
        e.invokingEvent.configurationItemSummary.configurationItemStatus = 'ResourceDeleted';
      }),
    ],
  ])('a function that is %s is NOT_APPLICABLE with nothing read', async (_, event) => {
    const { aws, puts } = await run({}, [event]);
    expect(puts[0]?.Evaluations).toMatchObject([{ ComplianceResourceId: 'orders', ComplianceType: 'NOT_APPLICABLE' }]);
    expect(aws.calls()).toEqual({ 'config:PutEvaluations': 1 });
  });

  it('TESTMODE is passed on', async () => {
    const event = { ...configEvent('changed'), resultToken: 'TESTMODE' };
    const { puts } = await run({ roles: [GOOD_ROLE] }, [event]);
    expect(puts).toMatchObject([{ TestMode: true, ResultToken: 'TESTMODE' }]);
  });
});

describe('an oversized item is read from the history', () => {
  const captured = Date.parse('2026-11-20T10:33:41.205Z') / 1000;
  const item = {
    version: '1.3',
    accountId: '111122223333',
    configurationItemCaptureTime: captured,
    configurationItemStatus: 'OK',
    configurationStateId: '1763634821205',
    arn: functionArn('orders'),
    resourceType: 'AWS::Lambda::Function',
    resourceId: 'orders',
    awsRegion: 'eu-west-1',
    configuration: JSON.stringify({ role: roleArn('orders-exec'), tracingConfig: { mode: 'Active' } }),
    supplementaryConfiguration: {},
    tags: {},
  };

  it('as it was at the time of the notification', async () => {
    const { aws, puts } = await run({ roles: [GOOD_ROLE], history: [item] }, [configEvent('oversized')]);
    expect(aws.inputs('config:GetResourceConfigHistory')).toEqual([
      { resourceType: 'AWS::Lambda::Function', resourceId: 'orders', laterTime: captured, limit: 1 },
    ]);
    expect(puts[0]?.Evaluations).toMatchObject([{ ComplianceType: 'COMPLIANT', OrderingTimestamp: captured }]);
  });

  it.each([
    ['is empty', []],
    ['holds only an older item', [{ ...item, configurationItemCaptureTime: captured - 60 }]],
  ])('and no verdict is given when the history %s', async (_, history) => {
    const { outcome, puts } = await run({ roles: [GOOD_ROLE], history }, [configEvent('oversized')]);
    expect(outcome.error?.message).toContain('does not hold the item captured at 2026-11-20T10:33:41.205Z yet');
    expect(puts).toEqual([]);
  });
});

describe('the role is read as it is now', () => {
  it('managed policies and the boundary are read in their default version', async () => {
    const boundary = policyArn('team/DevBoundary');
    const role = { name: 'orders-exec', attached: [DAEMON_POLICY], boundary };
    const { aws, puts } = await run({ roles: [role], policies: { [DAEMON_POLICY]: TRACING, [boundary]: NO_TRACING } }, [
      configEvent('changed'),
    ]);
    expect(puts[0]?.Evaluations).toMatchObject([
      { ComplianceType: 'NON_COMPLIANT', Annotation: expect.stringContaining('boundary DevBoundary') },
    ]);
    expect(aws.calls()).toMatchObject({ 'iam:GetPolicy': 2, 'iam:GetPolicyVersion': 2 });
  });

  it('a second event on a warm container does not read an AWS-managed document again', async () => {
    const role = { name: 'orders-exec', attached: [DAEMON_POLICY, policyArn('own')] };
    const policies = { [DAEMON_POLICY]: TRACING, [policyArn('own')]: NO_TRACING };
    const { aws, outcomes } = await run({ roles: [role], policies }, [configEvent('changed'), configEvent('changed')]);
    expect(outcomes.map(({ error }) => error)).toEqual([undefined, undefined]);
    const versionsRead = aws.inputs('iam:GetPolicyVersion').map(({ PolicyArn }) => PolicyArn);
    expect(versionsRead.filter((arn) => arn === DAEMON_POLICY)).toHaveLength(1);
    expect(versionsRead.filter((arn) => arn === policyArn('own'))).toHaveLength(2);
    expect(outcomes[1]?.lines[0]?.calls).toMatchObject({ 'iam:GetPolicy': 2, 'iam:GetPolicyVersion': 1 });
  });

  it('every page of attached and inline policies is read: the last one may allow, or deny', async () => {
    const role = { name: 'orders-exec', attached: [DAEMON_POLICY], inline: { last: statement('Deny', ['xray:*']) } };
    const { aws, puts } = await run(
      { roles: [role], policies: { [DAEMON_POLICY]: TRACING } },
      [configEvent('changed')],
      {
        'iam:ListAttachedRolePolicies': ({ Marker }) =>
          Marker === undefined
            ? { AttachedPolicies: [], IsTruncated: true, Marker: 'more' }
            : { AttachedPolicies: [{ PolicyName: 'X', PolicyArn: DAEMON_POLICY }], IsTruncated: false },
        'iam:ListRolePolicies': ({ Marker }) =>
          Marker === undefined
            ? { PolicyNames: [], IsTruncated: true, Marker: 'more' }
            : { PolicyNames: ['last'], IsTruncated: false },
      },
    );
    expect(aws.calls()).toMatchObject({
      'iam:ListAttachedRolePolicies': 2,
      'iam:ListRolePolicies': 2,
      'iam:GetPolicy': 1,
    });
    expect(puts[0]?.Evaluations).toMatchObject([
      { ComplianceType: 'NON_COMPLIANT', Annotation: expect.stringContaining('denied (policy last') },
    ]);
  });

  it('the name of a role with a path is the last segment of its ARN', async () => {
    const event = configEvent('changed', (e) => {
      e.invokingEvent.configurationItem.configuration.role = roleArn('team/shop/orders-exec');
    });
    const { aws, puts } = await run({ roles: [{ ...GOOD_ROLE, name: 'team/shop/orders-exec' }] }, [event]);
    expect(aws.inputs('iam:GetRole')).toMatchObject([{ RoleName: 'orders-exec' }]);
    expect(puts[0]?.Evaluations).toMatchObject([{ ComplianceType: 'COMPLIANT' }]);
  });

  it.each([
    ['does not exist', []],
    ['has been replaced by one in another path', [{ ...GOOD_ROLE, name: 'other/orders-exec' }]],
  ])('a role that %s makes the function NON_COMPLIANT', async (_, roles) => {
    const { puts } = await run({ roles }, [configEvent('changed')]);
    expect(puts[0]?.Evaluations).toMatchObject([
      { ComplianceType: 'NON_COMPLIANT', Annotation: 'Role orders-exec does not exist.' },
    ]);
  });

  it('a role deleted between two calls is read again and found missing', async () => {
    let reads = 0;
    const operations = emulate({ roles: [GOOD_ROLE] });
    const gone = () => {
      throw new Fault(404, 'NoSuchEntity', 'gone');
    };
    const { aws, puts } = await run({}, [configEvent('changed')], {
      'iam:GetRole': (input) => (reads++ === 0 ? (operations['iam:GetRole']?.(input) ?? {}) : gone()),
    });
    expect(aws.calls()['iam:GetRole']).toBe(2);
    expect(puts[0]?.Evaluations).toMatchObject([{ ComplianceType: 'NON_COMPLIANT' }]);
  });

  it('a policy that vanishes both times leaves no verdict, and the invocation fails naming the function', async () => {
    const role = { name: 'orders-exec', attached: [policyArn('vanishing')] };
    const { aws, outcome, puts } = await run({ roles: [role] }, [configEvent('changed')]);
    expect(aws.calls()['iam:GetPolicy']).toBe(2);
    expect(puts).toEqual([]);
    expect(outcome.error?.message).toMatch(/no verdict for 1 .*orders .*iam:GetPolicy found nothing/);
  });

  it('a role of another account is not looked up in this one', async () => {
    const event = configEvent('changed', (e) => {
      e.invokingEvent.configurationItem.configuration.role = 'arn:aws:iam::999988887777:role/orders-exec';
    });
    const { aws, outcome, puts } = await run({ roles: [GOOD_ROLE] }, [event]);
    expect(outcome.error?.message).toContain('it belongs to account 999988887777');
    expect(puts).toEqual([]);
    expect(aws.calls()).toEqual({});
  });
});

describe('calls that are refused or fail', () => {
  it('a role that may not be read leaves no verdict, and the error names the call and its purpose', async () => {
    const { outcome, puts } = await run({ roles: [GOOD_ROLE] }, [configEvent('changed')], { 'iam:GetRole': refuse });
    expect(puts).toEqual([]);
    expect(outcome.error?.message).toContain('iam:GetRole is refused (needed to read an execution role');
    expect(outcome.lines[0]).toMatchObject({ level: 'ERROR', undecided: 1, reported: 0 });
  });

  it('a role that may not be read does not matter when tracing is PassThrough', async () => {
    const { outcome, puts } = await run({}, [withMode('PassThrough')], { 'iam:GetRole': refuse });
    expect(outcome.error).toBeUndefined();
    expect(puts[0]?.Evaluations).toMatchObject([{ ComplianceType: 'NON_COMPLIANT' }]);
  });

  it('a document that may not be read leaves no verdict', async () => {
    const role = { name: 'orders-exec', attached: [DAEMON_POLICY] };
    const { outcome, puts } = await run(
      { roles: [role], policies: { [DAEMON_POLICY]: TRACING } },
      [configEvent('changed')],
      {
        'iam:GetPolicyVersion': refuse,
      },
    );
    expect(puts).toEqual([]);
    expect(outcome.error?.message).toContain('iam:GetPolicyVersion is refused');
  });

  it('throttled calls are repeated, and each attempt is counted', async () => {
    let attempts = 0;
    const operations = emulate({ roles: [GOOD_ROLE] });
    const { outcome, puts } = await run({ roles: [GOOD_ROLE] }, [configEvent('changed')], {
      'iam:ListRolePolicies': (input) => {
        if (attempts++ < 2) throw new Fault(400, 'Throttling', 'Rate exceeded');
        return operations['iam:ListRolePolicies']?.(input) ?? {};
      },
    });
    expect(puts[0]?.Evaluations).toMatchObject([{ ComplianceType: 'COMPLIANT' }]);
    expect(outcome.lines[0]?.calls['iam:ListRolePolicies']).toBe(3);
  });

  it('an evaluation AWS Config does not take fails the invocation', async () => {
    const { outcome } = await run({ roles: [GOOD_ROLE] }, [configEvent('changed')], {
      'config:PutEvaluations': ({ Evaluations }) => ({ FailedEvaluations: Evaluations }),
    });
    expect(outcome.error?.message).toBe('AWS Config did not take 1 of the evaluations: orders');
    expect(outcome.lines[0]?.reported).toBe(0);
  });

  it('a refused result token fails the invocation with its cause', async () => {
    const { outcome } = await run({ roles: [GOOD_ROLE] }, [configEvent('changed')], {
      'config:PutEvaluations': () => {
        throw new Fault(400, 'InvalidResultTokenException', 'The result token is invalid');
      },
    });
    expect(outcome.error?.message).toContain('config:PutEvaluations (needed to report the verdicts) failed');
    expect(outcome.error?.cause).toContain('The result token is invalid');
  });
});

describe('organization policies', () => {
  it('the simulator is told everything known about the request', async () => {
    const role = { ...GOOD_ROLE, tags: { team: 'shop' } };
    const { aws } = await run({ roles: [role] }, [configEvent('changed')]);
    expect(aws.inputs('iam:SimulatePrincipalPolicy')).toEqual([
      expect.objectContaining({
        PolicySourceArn: roleArn('orders-exec'),
        ActionNames: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        ContextEntries: expect.arrayContaining([
          { ContextKeyName: 'aws:RequestedRegion', ContextKeyValues: ['eu-west-1'], ContextKeyType: 'string' },
          { ContextKeyName: 'aws:PrincipalArn', ContextKeyValues: [roleArn('orders-exec')], ContextKeyType: 'string' },
          { ContextKeyName: 'aws:SecureTransport', ContextKeyValues: ['true'], ContextKeyType: 'boolean' },
          { ContextKeyName: 'aws:PrincipalTag/team', ContextKeyValues: ['shop'], ContextKeyType: 'string' },
          {
            ContextKeyName: 'lambda:SourceFunctionArn',
            ContextKeyValues: [functionArn('orders')],
            ContextKeyType: 'string',
          },
        ]),
      }),
    ]);
  });

  it.each([
    ['explicitDeny', 'denied'],
    ['implicitDeny', 'not allowed'],
  ] as const)('a denial by the organization (%s) is NON_COMPLIANT and named', async (decision, words) => {
    const deniedByOrganization = { 'orders-exec': decision };
    const { puts } = await run({ roles: [GOOD_ROLE], deniedByOrganization }, [configEvent('changed')]);
    expect(puts[0]?.Evaluations).toMatchObject([
      { ComplianceType: 'NON_COMPLIANT', Annotation: expect.stringContaining(`${words} (organization policy)`) },
    ]);
  });

  it('a denial of the simulator that is not the organization’s is left to the policies themselves', async () => {
    const { puts } = await run({ roles: [GOOD_ROLE] }, [configEvent('changed')], {
      'iam:SimulatePrincipalPolicy': () => ({
        EvaluationResults: [
          {
            EvalActionName: 'xray:PutTraceSegments',
            EvalDecision: 'explicitDeny',
            OrganizationsDecisionDetail: { AllowedByOrganizations: true },
          },
          { EvalActionName: 'xray:PutTelemetryRecords', EvalDecision: 'implicitDeny' },
        ],
      }),
    });
    expect(puts[0]?.Evaluations).toMatchObject([{ ComplianceType: 'COMPLIANT' }]);
  });

  it('they are not asked about when the role’s own policies do not allow it', async () => {
    const role = { name: 'orders-exec', inline: { logs: NO_TRACING } };
    const { aws } = await run({ roles: [role] }, [configEvent('changed')]);
    expect(aws.calls()['iam:SimulatePrincipalPolicy']).toBeUndefined();
  });

  it('they are asked about when conditional access counts as COMPLIANT', async () => {
    const condition = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    const role = { name: 'orders-exec', inline: { some: statement('Allow', ['xray:*'], condition) } };
    const event = configEvent('changed', (e) => {
      e.ruleParameters = { conditionalAccess: 'COMPLIANT' };
    });
    const { puts } = await run({ roles: [role], deniedByOrganization: { 'orders-exec': 'explicitDeny' } }, [event]);
    expect(puts[0]?.Evaluations).toMatchObject([{ ComplianceType: 'NON_COMPLIANT' }]);
  });

  it('they are not asked about when the parameter says IGNORE', async () => {
    const event = configEvent('changed', (e) => {
      e.ruleParameters = { organizationPolicies: 'IGNORE' };
    });
    const { aws, puts } = await run({ roles: [GOOD_ROLE], deniedByOrganization: { 'orders-exec': 'explicitDeny' } }, [
      event,
    ]);
    expect(puts[0]?.Evaluations).toMatchObject([{ ComplianceType: 'COMPLIANT' }]);
    expect(aws.calls()['iam:SimulatePrincipalPolicy']).toBeUndefined();
  });

  it.each([
    ['out of order', 503, 'ServiceFailure'],
    ['asked with expired credentials', 403, 'ExpiredToken'],
  ])(
    'when the simulator is %s nothing is reported, and the invocation fails naming the call',
    async (_, status, code) => {
      const { outcome, puts } = await run({ roles: [GOOD_ROLE] }, [configEvent('changed')], {
        'iam:SimulatePrincipalPolicy': () => {
          throw new Fault(status, code, 'try again later');
        },
      });
      expect(puts).toEqual([]);
      expect(outcome.error?.message).toMatch(/^iam:SimulatePrincipalPolicy \(needed to .*\) failed: /);
      expect(outcome.lines[0]).toMatchObject({ level: 'ERROR', reported: 0 });
    },
  );

  it('when the simulator is refused the verdict stands, and the log says why', async () => {
    const { outcome, puts } = await run({ roles: [GOOD_ROLE] }, [configEvent('changed')], {
      'iam:SimulatePrincipalPolicy': refuse,
    });
    expect(puts[0]?.Evaluations).toMatchObject([{ ComplianceType: 'COMPLIANT' }]);
    expect(outcome.lines[0]?.organizationPolicies).toMatch(
      /^not evaluated: iam:SimulatePrincipalPolicy .*AccessDenied/,
    );
  });
});

describe('an event that cannot be understood', () => {
  it.each([
    ['nothing at all', null],
    ['an unknown message type', configEvent('snapshot-delivered')],
    ['an unknown parameter', { ...configEvent('changed'), ruleParameters: '{"x":"y"}' }],
    ['an item without a status AWS Config knows', withMode('Active', { configurationItemStatus: 'Odd' })],
    ['a recorded item without configuration', withMode('Active', { configuration: null })],
    ['a status that is an object', withMode('Active', { configurationItemStatus: { toString: 1 } })],
    ['a planned resource', { ...withMode('Active'), evaluationMode: 'PROACTIVE' }],
    ['another type of resource', withMode('Active', { resourceType: 'AWS::S3::Bucket' })],
  ])('%s fails the invocation without a call', async (_, event) => {
    const { aws, outcome } = await run({ roles: [GOOD_ROLE] }, [event]);
    expect(outcome.error?.message).toBeTruthy();
    expect(outcome.lines[0]).toMatchObject({ level: 'ERROR', reported: 0 });
    expect(aws.calls()).toEqual({});
  });

  it('the field that is wrong is named', async () => {
    const { outcome } = await run({}, [withMode('Active', { configurationItemStatus: {} })]);
    expect(outcome.error?.message).toContain('configurationItemStatus');
  });

  it('a line of the log stays below 8,192 characters, whatever is quoted in it', async () => {
    const event = configEvent('changed', (e) => {
      e.invokingEvent.messageType = 'x"'.repeat(150_000);
    });
    const long = { ...configEvent('changed'), ruleParameters: JSON.stringify({ ['y\n'.repeat(50_000)]: 'z' }) };
    for (const odd of [event, long]) {
      const { outcome } = await run({}, [odd]);
      expect(JSON.stringify(outcome.lines[0]).length).toBeLessThan(8_192);
      expect(outcome.lines[0]?.failures?.[0]).toMatch(/Error: /);
    }
  });
});
