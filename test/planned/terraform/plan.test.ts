import { describe, expect, it } from 'vitest';
import { PlannedInputError } from '../../../rule/planned/planned-input-error.ts';
import { readPlan } from '../../../rule/planned/terraform/plan/read-plan.ts';
import { recognizePlan } from '../../../rule/planned/terraform/plan/recognize-plan.ts';
import { deploymentOf, outcomes } from '../judged.ts';
import {
  attached,
  BOTH,
  fixture,
  fn,
  judgedPlan,
  LOGS,
  OF_LAMBDA_MODULE,
  type Planned,
  plan,
  refs,
  role,
  XRAY,
} from './plans.ts';

describe('plans that Terraform made', () => {
  it('links what is not known yet by references: T1, T2', () => {
    const judged = judgedPlan(fixture('first-plan', 'plan.json'));

    expect(outcomes(judged)).toEqual({
      'aws_lambda_function.orders': 'C',
      'aws_lambda_function.bills': 'N(role-denied)',
      'aws_lambda_function.plain': 'N(tracing-not-active)',
    });
    expect(judged['aws_lambda_function.bills']?.annotation).toContain('This apply will fail');
    expect(judged['aws_lambda_function.bills']?.resourceId).toBe('bills');
  });

  it('reads the known statements of documents that are read during apply: T3', () => {
    const judged = judgedPlan(fixture('documents', 'plan.json'));

    expect(outcomes(judged)).toEqual({
      'aws_lambda_function.worker["traces"]': 'C',
      'aws_lambda_function.worker["denied"]': 'N(role-denied)',
      'aws_lambda_function.worker["queue_only"]': 'N(role-denied)',
      'aws_lambda_function.worker["boundary"]': 'N(role-denied)',
      'aws_lambda_function.worker["opaque"]': 'I(role-unknown)',
    });
    expect(judged['aws_lambda_function.worker["opaque"]']?.unresolved).toEqual([
      'plan.json:1 local.documents["traces"]',
    ]);
    expect(judged['aws_lambda_function.worker["boundary"]']?.annotation).toContain('boundary boundary');
  });

  it('T10: a module that grants nothing unless it is told to', () => {
    const judged = judgedPlan(fixture('lambda-module', 'plan.json'));

    expect(outcomes(judged)).toEqual(OF_LAMBDA_MODULE);
    expect(judged['module.refused.aws_lambda_function.this[0]']?.annotation).toContain('This apply will fail');
  });

  it('tries each of several roles, and takes the one that must be meant', () => {
    expect(outcomes(judgedPlan(fixture('choices', 'plan.json')))).toEqual({
      'aws_lambda_function.chosen': 'C',
      'aws_lambda_function.either': 'I(role-unknown)',
      'aws_lambda_function.listed[0]': 'I(role-unknown)',
      'aws_lambda_function.listed[1]': 'I(role-unknown)',
      'aws_lambda_function.open': 'I(tracing-unknown)',
    });
  });

  it('follows variables and outputs of modules, and the keys of for_each', () => {
    expect(outcomes(judgedPlan(fixture('modules', 'plan.json')))).toEqual({
      'module.active.aws_lambda_function.this[0]': 'C',
      'module.silent.aws_lambda_function.this[0]': 'N(tracing-not-active)',
      'module.each["good"].aws_lambda_function.this[0]': 'C',
      'module.each["bare"].aws_lambda_function.this[0]': 'N(role-denied)',
    });
  });
});

/** The verdict on the one function of a plan. */
function outcome(resources: readonly Planned[], others: object = {}, given = {}): string | undefined {
  return judgedPlan(plan(resources, others), given)['aws_lambda_function.f']?.outcome;
}

const reference = (...references: string[]) => ({ expressions: { role: refs(...references) } });
const ARN = 'arn:aws:iam::111122223333:role/r';
const existing = (actions: readonly string[] = ['no-op']) => ({ actions, unknown: {} });
const existingRole = (attributes: object = {}) =>
  role('r', { arn: ARN, id: 'r', inline_policy: [], managed_policy_arns: [], ...attributes }, existing());
const existingFn = (attributes: object = {}, more: Partial<Planned> = {}) =>
  fn({ ...existing(), ...more }, { arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f', role: ARN, ...attributes });
const policy = (name: string, document: string, more: Partial<Planned> = {}): Planned => ({
  address: `aws_iam_policy.${name}`,
  after: { name, path: '/', policy: document },
  unknown: { arn: true, id: true },
  ...more,
});
const TRUSTS_EC2 = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
});
const LOGS_ONLY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }],
});
const DENY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: 'xray:*', Resource: '*' }],
});

describe('roles in a plan', () => {
  it.each<readonly [string, string, readonly Planned[]]>([
    ['attached by name', 'C', [fn(), role(), attached(XRAY)]],
    ['attached to another role', 'N(role-denied)', [fn(), role(), role('other'), attached(XRAY, 'other')]],
    [
      'attached to a role of which only a local is known',
      'I(role-unknown)',
      [
        fn(),
        role(),
        attached(XRAY, 'r', { after: { policy_arn: XRAY }, unknown: { role: true }, ...reference('local.role') }),
      ],
    ],
    [
      'attached to whichever role, but granting nothing that matters',
      'N(role-denied)',
      [
        fn(),
        role(),
        attached(LOGS, 'r', { after: { policy_arn: LOGS }, unknown: { role: true }, ...reference('local.role') }),
      ],
    ],
    [
      'attached by a policy of the same plan',
      'C',
      [
        fn(),
        role(),
        policy('p', BOTH),
        attached('', 'r', {
          after: { role: 'r' },
          unknown: { policy_arn: true },
          expressions: { policy_arn: refs('aws_iam_policy.p.arn', 'aws_iam_policy.p') },
        }),
      ],
    ],
    [
      'attached by aws_iam_policy_attachment',
      'C',
      [
        fn(),
        role(),
        { address: 'aws_iam_policy_attachment.a', after: { name: 'a', roles: ['x', 'r'], policy_arn: XRAY } },
      ],
    ],
    [
      'attached, but aws_iam_policy_attachment gives it to another one only',
      'I(role-unknown)',
      [
        fn(),
        role(),
        attached(XRAY),
        { address: 'aws_iam_policy_attachment.a', after: { name: 'a', roles: ['x'], policy_arn: XRAY } },
      ],
    ],
    [
      'attached by an exclusive list',
      'C',
      [
        fn(),
        role(),
        { address: 'aws_iam_role_policy_attachments_exclusive.a', after: { role_name: 'r', policy_arns: [XRAY] } },
      ],
    ],
    [
      'attached, but an exclusive list says otherwise',
      'I(role-unknown)',
      [
        fn(),
        role(),
        attached(XRAY),
        { address: 'aws_iam_role_policy_attachments_exclusive.a', after: { role_name: 'r', policy_arns: [LOGS] } },
      ],
    ],
    [
      'attached outside, and an exclusive list takes it away',
      'N(role-denied)',
      [
        existingFn(),
        existingRole({ managed_policy_arns: [XRAY] }),
        { address: 'aws_iam_role_policy_attachments_exclusive.a', after: { role_name: 'r', policy_arns: [] } },
      ],
    ],
    [
      'inline',
      'C',
      [fn(), role(), { address: 'aws_iam_role_policy.p', after: { name: 'p', role: 'r', policy: BOTH } }],
    ],
    [
      'inline, outside of an exclusive list',
      'I(role-unknown)',
      [
        fn(),
        role(),
        { address: 'aws_iam_role_policy.p', after: { name: 'p', role: 'r', policy: BOTH } },
        { address: 'aws_iam_role_policies_exclusive.e', after: { role_name: 'r', policy_names: ['q'] } },
      ],
    ],
    [
      'inline in the role',
      'C',
      [fn(), role('r', { inline_policy: [{ name: 'p', policy: BOTH }] }, { unknown: { arn: true } })],
    ],
    ['managed in the role', 'C', [fn(), role('r', { managed_policy_arns: [XRAY] }, { unknown: { arn: true } })]],
    ['bounded', 'N(role-denied)', [fn(), role('r', { permissions_boundary: LOGS }), attached(XRAY)]],
    [
      'bounded by what is not known',
      'I(role-unknown)',
      [
        fn(),
        role(
          'r',
          {},
          {
            unknown: { arn: true, permissions_boundary: true },
            expressions: { permissions_boundary: refs('local.b') },
          },
        ),
        attached(XRAY),
      ],
    ],
    [
      'trusting another service',
      'N(role-untrusted)',
      [fn(), role('r', { assume_role_policy: TRUSTS_EC2 }), attached(XRAY)],
    ],
    [
      'denied by an inline policy',
      'N(role-denied)',
      [
        fn(),
        role(),
        attached(XRAY),
        { address: 'aws_iam_role_policy.p', after: { name: 'p', role: 'r', policy: DENY } },
      ],
    ],
    ['named by its ARN', 'C', [existingFn(), existingRole(), attached(XRAY)]],
    ['attached long ago', 'C', [existingFn(), existingRole({ managed_policy_arns: [XRAY] })]],
    [
      'attached long ago, and taken away now',
      'N(role-denied)',
      [
        existingFn(),
        existingRole({ managed_policy_arns: [XRAY] }),
        attached(XRAY, 'r', { actions: ['delete'], after: null, before: { role: 'r', policy_arn: XRAY } }),
      ],
    ],
    [
      'with an inline policy that is written anew',
      'N(role-denied)',
      [
        existingFn(),
        existingRole({ inline_policy: [{ name: 'p', policy: BOTH }] }),
        { address: 'aws_iam_role_policy.p', actions: ['update'], after: { name: 'p', role: 'r', policy: LOGS_ONLY } },
      ],
    ],
    [
      'with an inline policy that is taken away',
      'N(role-denied)',
      [
        existingFn(),
        existingRole({ inline_policy: [{ name: 'p', policy: BOTH }] }),
        {
          address: 'aws_iam_role_policy.p',
          actions: ['delete'],
          after: null,
          before: { name: 'p', role: 'r', policy: BOTH },
        },
      ],
    ],
    ['of a local', 'I(role-unknown)', [fn(reference('local.role')), role(), attached(XRAY)]],
    [
      'one of two that both may',
      'C',
      [
        fn(reference('aws_iam_role.r.arn', 'aws_iam_role.s.arn')),
        role(),
        role('s'),
        attached(XRAY),
        attached(XRAY, 's'),
      ],
    ],
    [
      'one of two of which one may not',
      'I(role-unknown)',
      [fn(reference('aws_iam_role.r.arn', 'aws_iam_role.s.arn')), role(), role('s'), attached(XRAY)],
    ],
    [
      'one of two that both may not',
      'N(role-denied)',
      [fn(reference('aws_iam_role.r.arn', 'aws_iam_role.s.arn')), role(), role('s')],
    ],
    [
      'a role or a local',
      'I(role-unknown)',
      [fn(reference('aws_iam_role.r.arn', 'local.other')), role(), attached(XRAY)],
    ],
    [
      'of two providers, attached in the other one',
      'N(role-denied)',
      [
        fn(),
        role('r', { name: 'same' }),
        role('s', { name: 'same' }, { provider: 'aws.b' }),
        attached(XRAY, 'same', { provider: 'aws.b' }),
      ],
    ],
    ['an ARN that is not in the input', 'I(role-unknown)', [existingFn()]],
    ['none', 'I(role-unknown)', [fn({ unknown: {} })]],
  ])('%s: %s', (_, expected, resources) => {
    expect(outcome(resources)).toBe(expected);
  });

  it('asks recorded data for what the plan only names', () => {
    const arn = 'arn:aws:iam::111122223333:role/shared';
    const recorded = (document: object) => ({
      kind: 'known' as const,
      arn,
      tags: new Map(),
      identity: [],
      ceilings: [],
      organization: { kind: 'not-evaluated' as const },
      ...document,
    });
    const resources = [existingFn({ role: arn }), attached(XRAY, 'shared')];

    expect(outcome(resources, {}, { roles: { [arn]: recorded({}) } })).toBe('C');
    expect(outcome([existingFn({ role: arn })], {}, { roles: { [arn]: recorded({}) } })).toBe('N(role-denied)');
    expect(judgedPlan(plan(resources))['aws_lambda_function.f']).toMatchObject({
      outcome: 'I(role-unknown)',
      annotation: expect.stringContaining('This stack adds both actions'),
    });
  });

  it('does not judge by a plan that leaves attachments out', () => {
    const leftOut = JSON.parse(plan([fn(), role(), attached(XRAY)], { complete: false }));
    leftOut.resource_changes = leftOut.resource_changes.slice(0, 2);

    expect(judgedPlan(JSON.stringify(leftOut))['aws_lambda_function.f']?.outcome).toBe('I(role-unknown)');
    expect(judgedPlan(JSON.stringify({ ...leftOut, complete: true }))['aws_lambda_function.f']?.outcome).toBe(
      'N(role-denied)',
    );
  });
});

describe('functions in a plan', () => {
  const good = [role(), attached(XRAY)];
  const mode = (expressions: object = {}, unknown: object = {}, attributes: object = {}, actions = ['create']) =>
    fn(
      {
        actions,
        unknown: { role: true, ...unknown },
        expressions: { role: refs('aws_iam_role.r.arn'), ...expressions },
      },
      attributes,
    );

  it.each<readonly [string, string | undefined, Planned]>([
    ['PassThrough', 'N(tracing-not-active)', mode({}, {}, { tracing_config: [{ mode: 'PassThrough' }] })],
    ['in another case', 'N(tracing-not-active)', mode({}, {}, { tracing_config: [{ mode: 'active' }] })],
    ['no block', 'N(tracing-not-active)', mode({}, { tracing_config: true }, { tracing_config: undefined })],
    ['an empty list', 'N(tracing-not-active)', mode({}, {}, { tracing_config: [] })],
    ['removed from what exists: the plan keeps it', 'C', mode({}, {}, {}, ['no-op'])],
    [
      'replaced without a block',
      'N(tracing-not-active)',
      mode({}, { tracing_config: true }, { tracing_config: undefined }, ['delete', 'create']),
    ],
    [
      'a mode that is not known',
      'I(tracing-unknown)',
      mode(
        { tracing_config: [{ mode: refs('aws_x.y.mode') }] },
        { tracing_config: [{ mode: true }] },
        { tracing_config: [{}] },
      ),
    ],
    [
      'updated without telling',
      'I(tracing-unknown)',
      mode({}, { tracing_config: true }, { tracing_config: undefined }, ['update']),
    ],
    ['deleted', undefined, fn({ actions: ['delete'], after: null })],
    ['forgotten', undefined, fn({ actions: ['forget'], after: null })],
  ])('%s: %s', (_, expected, resource) => {
    expect(outcome([resource, ...good])).toBe(expected);
  });

  it.each([
    ['created', ['create'], {}, true],
    ['replaced', ['create', 'delete'], {}, true],
    ['updated', ['update'], { memory_size: 128 }, true],
    ['given other tags', ['update'], { tags: { a: 'b' } }, false],
    ['left alone', ['no-op'], {}, false],
  ])('a function that is %s', (_, actions, before, fails) => {
    const after = { function_name: 'f', role: ARN, tracing_config: [{ mode: 'Active' }] };
    const resource = { ...fn(), actions, before: { ...after, ...before }, after, unknown: {} };

    expect(
      judgedPlan(plan([resource, existingRole()]))['aws_lambda_function.f']?.annotation.includes(
        'This apply will fail',
      ),
    ).toBe(fails);
  });

  it('takes the exemption from all tags, those of the provider too', () => {
    const tag = { 'lambda-active-tracing-exempt': '2027-01-31 ann load test' };

    expect(outcome([fn({}, { tags: {}, tags_all: tag, tracing_config: [] }), ...good])).toBe('NA(exempt)');
    expect(outcome([fn({}, { tags: tag, tracing_config: [] }), ...good])).toBe('NA(exempt)');
    expect(outcome([fn({ unknown: { role: true, tags_all: true } }, { tracing_config: [] }), ...good])).toBe(
      'N(tracing-not-active)',
    );
  });

  it('knows the Region of the resource, of its provider, or of the caller, in this order', () => {
    const inRegion = (region: string) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'xray:*',
            Resource: '*',
            Condition: { StringEquals: { 'aws:RequestedRegion': region } },
          },
        ],
      });
    const resources = (region: string, attributes: object = {}, provider = 'aws') => [
      fn({ provider }, attributes),
      role(),
      { address: 'aws_iam_role_policy.p', after: { name: 'p', role: 'r', policy: inRegion(region) } },
    ];

    expect(outcome(resources('eu-west-1'))).toBe('C');
    expect(outcome(resources('us-east-1'))).toBe('N(role-denied)');
    expect(outcome(resources('us-east-1', { region: 'us-east-1' }))).toBe('C');
    expect(outcome(resources('us-east-1', {}, 'aws.us'))).toBe('I(role-unknown)');
    expect(outcome(resources('us-east-1', {}, 'aws.us'), {}, { region: 'us-east-1' })).toBe('C');
  });

  it.each<readonly [string, string, object, object]>([
    [
      'a mapping from MSK',
      'NA(untraceable-event-source)',
      { event_source_arn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/c/1' },
      {},
    ],
    [
      'a mapping that is not enabled',
      'N(tracing-not-active)',
      { enabled: false, event_source_arn: 'arn:aws:kafka:eu-west-1:1:cluster/c/1' },
      {},
    ],
    [
      'a mapping from SQS',
      'N(tracing-not-active)',
      { event_source_arn: 'arn:aws:sqs:eu-west-1:111122223333:q' },
      { amazon_managed_kafka_event_source_config: true },
    ],
    ['a mapping from Amazon MQ', 'NA(untraceable-event-source)', { queues: ['q'] }, {}],
    [
      'a mapping from DocumentDB',
      'NA(untraceable-event-source)',
      { document_db_event_source_config: [{ database_name: 'd' }] },
      {},
    ],
    ['a mapping of another function', 'N(tracing-not-active)', { function_name: 'g', queues: ['q'] }, {}],
  ])('%s: %s', (_, expected, after, unknown) => {
    const mapping = { address: 'aws_lambda_event_source_mapping.m', after: { function_name: 'f', ...after }, unknown };

    expect(outcome([fn({}, { tracing_config: [] }), ...good, mapping])).toBe(expected);
  });

  it('finds the function and the cluster of a mapping by reference', () => {
    const mapping = {
      address: 'aws_lambda_event_source_mapping.m',
      unknown: { function_name: true, event_source_arn: true },
      expressions: {
        function_name: refs('aws_lambda_function.f.arn'),
        event_source_arn: refs('aws_msk_cluster.c.arn'),
      },
    };
    const cluster = { address: 'aws_msk_cluster.c', unknown: { arn: true } };

    expect(outcome([fn({}, { tracing_config: [] }), ...good, mapping, cluster])).toBe('NA(untraceable-event-source)');
  });

  it('says which stacks it cannot look into, and finds no function in a permission: T16', () => {
    const text = plan([{ address: 'aws_lambda_permission.p' }, { address: 'aws_cloudformation_stack.s' }]);
    const { functions, unseen } = readPlan({ file: 'plan.json', text }, deploymentOf());

    expect(functions).toEqual([]);
    expect(unseen).toMatchObject([{ address: 'aws_cloudformation_stack.s' }]);
  });
});

describe('what is no plan', () => {
  it.each([
    ['a plan', 'plan', plan([])],
    ['a plan with a byte order mark', 'plan', `\uFEFF${plan([])}`],
    ['the binary plan', 'binary plan', `PK\u0003\u0004${'\u0000'.repeat(26)}tfplan`],
    ['another archive', undefined, `PK\u0003\u0004${'\u0000'.repeat(26)}index.js`],
    ['a state', undefined, '{"format_version":"1.0","values":{}}'],
    ['a template', undefined, '{"Resources":{}}'],
  ])('%s is recognised as %s', (_, kind, text) => {
    expect(recognizePlan(text)).toBe(kind);
  });

  it.each([
    [
      'PK\u0003\u0004aaaaaaaaaaaaaaaaaaaaaaaaaatfplan',
      'plan.json: this is the binary plan: run "terraform show -json" on it, and give what that prints',
    ],
    [
      '{"format_version":"2.0","resource_changes":[]}',
      'plan.json: format_version 2.0 of the plan is not known, only 1.x',
    ],
    ['{"resource_changes":[]}', 'plan.json: the plan says no format_version'],
    ['{"format_version":"1.2","resource_changes":[', 'plan.json: the plan is not JSON'],
    [
      '{"format_version":"1.2","errored":true}',
      'plan.json: the plan is not complete: terraform plan ended with an error',
    ],
  ])('%s', (text, message) => {
    const read = () => readPlan({ file: 'plan.json', text }, deploymentOf());

    expect(read).toThrow(PlannedInputError);
    expect(read).toThrow(message);
  });

  it('survives parts that are not as Terraform writes them, and references in a circle', () => {
    const odd = {
      format_version: '1.2',
      resource_changes: [null, 1, { address: 1 }, { address: 'a', type: 'b', name: 'c', change: null }],
    };
    const calls = {
      a: {
        expressions: { x: refs('module.a.y') },
        module: { outputs: { y: { expression: refs('var.x') } }, resources: [] },
      },
    };
    const circle = JSON.parse(plan([fn({ expressions: { role: refs('module.a.y') } })]));
    circle.configuration.root_module.module_calls = calls;
    circle.resource_changes.push({
      address: 'module.a.x.y',
      module_address: 'module.a',
      type: 'x',
      name: 'y',
      change: { actions: ['create'], after: {} },
    });

    expect(judgedPlan(JSON.stringify(odd))).toEqual({});
    expect(judgedPlan(JSON.stringify(circle))['aws_lambda_function.f']?.outcome).toBe('I(role-unknown)');
  });

  it('finds the role of each instance among thousands', () => {
    const many = Array.from({ length: 2_000 }, (_, at) => [
      fn({ address: `aws_lambda_function.f[${at}]`, expressions: { role: refs('aws_iam_role.r', 'count.index') } }),
      role('r', { name: `r${at}` }, { address: `aws_iam_role.r[${at}]` }),
      attached(XRAY, `r${at}`),
    ]);
    const text = plan(many.flat());
    const judged = judgedPlan(text);

    expect(Object.values(judged).filter((each) => each.outcome === 'C')).toHaveLength(2_000);
  });
});
