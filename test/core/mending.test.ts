import { describe, expect, it } from 'vitest';
import { assessRole } from '../../rule/core/iam/assess-role.ts';
import type { PlannedRoleFacts } from '../../rule/core/iam/model.ts';
import { type Mending, mendingOf } from '../../rule/core/mending.ts';
import type { TracingMode } from '../../rule/core/model.ts';
import { DEFAULT_PARAMETERS, type RuleParameters } from '../../rule/core/parameters.ts';
import { UnknownValue } from '../../rule/core/unknown-value.ts';
import {
  ALLOW_ALL,
  ALLOW_BOTH,
  CALLER,
  ceiling,
  DENY_BOTH,
  knownRole,
  NOW,
  policy,
  policyWithout,
  ROLE_ARN,
  TRACE,
} from './iam/roles.ts';

const FINE = knownRole({ identity: [policy('p', ALLOW_BOTH)] });
const SILENT = knownRole();
const LOGS_ONLY = { ...ALLOW_ALL, Action: 'logs:*' };
const FROM_VPC = { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } };
const TRUSTS_NOBODY = { statements: [], conditionKeys: new Set<string>() };

interface Row {
  readonly name: string;
  readonly mode?: TracingMode;
  readonly roles: readonly PlannedRoleFacts[];
  readonly parameters?: Partial<RuleParameters>;
  /** `role, mode`, where the role is what to attach or `kind policy` of what stands in the way. */
  readonly mends: string;
  readonly must?: readonly string[];
}

const ROWS: readonly Row[] = [
  { name: 'a role that is fine', mode: 'PassThrough', roles: [FINE], mends: 'nothing, yes' },
  { name: 'a mode that is not set', mode: undefined, roles: [FINE], mends: 'nothing, yes' },
  { name: 'a silent role', roles: [SILENT], mends: 'attach AWSXRayDaemonWriteAccess?, no' },
  {
    name: 'a silent role of a function that does not trace',
    mode: 'PassThrough',
    roles: [SILENT],
    mends: 'attach AWSXRayDaemonWriteAccess?, yes',
  },
  {
    name: 'a silent role the organization was asked about',
    roles: [knownRole({ organization: { kind: 'evaluated', denied: new Map() } })],
    mends: 'attach AWSXRayDaemonWriteAccess, no',
  },
  {
    name: 'a role that is silent in one world and fine in the other',
    roles: [FINE, SILENT],
    mends: 'attach AWSXRayDaemonWriteAccess?, no',
  },
  {
    name: 'a role that is silent in one world and guarded in the other',
    roles: [SILENT, knownRole({ ceilings: [ceiling('boundary', policy('B', LOGS_ONLY))] })],
    mends: 'boundary B, no',
    must: ['The owner of boundary B must allow xray:PutTraceSegments, xray:PutTelemetryRecords.'],
  },
  {
    name: 'a Deny of the role itself',
    mode: 'PassThrough',
    roles: [knownRole({ identity: [policy('quarantine', { Sid: 'Stop', ...DENY_BOTH })] })],
    mends: 'identity quarantine, after the role',
    must: [
      'The owner of policy quarantine must make an exception: policy quarantine, statement Stop denies xray:PutTraceSegments, xray:PutTelemetryRecords.',
    ],
  },
  {
    name: 'different policies for the two actions',
    roles: [
      knownRole({
        identity: [policy('p', { ...DENY_BOTH, Action: TRACE })],
        ceilings: [ceiling('boundary', policy('B', { ...ALLOW_BOTH, Action: TRACE }))],
      }),
    ],
    mends: 'identity p + boundary B, no',
  },
  {
    name: 'an organization that denies',
    roles: [knownRole({ organization: { kind: 'evaluated', denied: new Map([[TRACE, 'explicitDeny']]) } })],
    mends: 'organization null, no',
    must: [
      'The owner of the organization policy must make an exception: organization policy denies xray:PutTraceSegments.',
    ],
  },
  {
    name: 'no SCP that allows',
    roles: [knownRole({ identity: [policy('p', ALLOW_BOTH)], ceilings: [ceiling('scp', policy('S', LOGS_ONLY))] })],
    mends: 'scp null, no',
    must: ['The owner of the SCPs must allow xray:PutTraceSegments, xray:PutTelemetryRecords.'],
  },
  {
    name: 'a condition of the boundary that nobody can tell',
    roles: [
      knownRole({
        identity: [policy('p', ALLOW_BOTH)],
        ceilings: [ceiling('boundary', policy('B', { ...ALLOW_ALL, ...FROM_VPC }))],
      }),
    ],
    mends: 'boundary B, no',
    must: [
      'The owner of boundary B must make an exception: boundary B, statement 1 sets a condition on ' +
        'xray:PutTraceSegments, xray:PutTelemetryRecords (depends on aws:SourceVpc).',
    ],
  },
  {
    name: 'a condition that is accepted',
    mode: 'PassThrough',
    roles: [knownRole({ identity: [policy('p', { ...ALLOW_BOTH, ...FROM_VPC })] })],
    parameters: { conditionalAccess: 'COMPLIANT' },
    mends: 'nothing, yes',
  },
  {
    name: 'a Deny of older sessions that ends by itself',
    roles: [
      knownRole({
        identity: [
          policy('p', ALLOW_BOTH, {
            ...DENY_BOTH,
            Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-21T09:00:00Z' } },
          }),
        ],
      }),
    ],
    mends: 'identity p, no',
    must: ['Nobody must act: what policy p, statement 2 denies ends by itself at 2026-11-21T21:00:00Z.'],
  },
  {
    name: 'an action that the usual policy does not grant',
    roles: [SILENT],
    parameters: { requiredActions: [TRACE, 'xray:GetSamplingRules2'] },
    mends: 'identity null, no',
    must: ['The owner of role orders-exec must allow xray:GetSamplingRules2.'],
  },
  {
    name: 'a role that is gone',
    roles: [{ kind: 'missing', arn: ROLE_ARN }],
    mends: 'function null, no',
    must: ['Role orders-exec does not exist: the owner of the function must name one that does, or make it.'],
  },
  {
    name: 'a role Lambda may not assume',
    mode: 'PassThrough',
    roles: [knownRole({ identity: [policy('p', ALLOW_BOTH)], trust: TRUSTS_NOBODY })],
    mends: 'role null, after the role',
  },
  {
    name: 'a role of an AWS service',
    roles: [knownRole({ arn: 'arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX' })],
    mends: 'role null, no',
  },
  {
    name: 'a role that is in no input, of a function that does not trace',
    mode: 'PassThrough',
    roles: [{ kind: 'unknown', arn: ROLE_ARN, why: 'it is not in the input' }],
    mends: 'facts null, after the role',
    must: ['Role orders-exec cannot be decided: it is not in the input.'],
  },
  {
    name: 'a document that cannot be read',
    roles: [knownRole({ identity: [policyWithout('odd', 'not JSON')] })],
    mends: 'facts odd, no',
    must: [
      'Whether role orders-exec may call xray:PutTraceSegments, xray:PutTelemetryRecords cannot be known: policy odd (not JSON).',
    ],
  },
  {
    name: 'a mode nobody can tell, and a silent role',
    mode: new UnknownValue('the input does not say tracingConfig'),
    roles: [SILENT],
    mends: 'attach AWSXRayDaemonWriteAccess?, not known',
  },
];

describe('mendingOf', () => {
  it.each(ROWS)('$name: $mends', (row) => {
    const rules = { ...DEFAULT_PARAMETERS, ...row.parameters };
    const assessments = row.roles.map((role) => assessRole(role, CALLER, rules, NOW));
    const mode = 'mode' in row ? row.mode : 'Active';
    const mending = mendingOf({ compliance: 'NON_COMPLIANT' }, mode, assessments, rules);

    expect(mending && told(mending)).toBe(row.mends);
    if (row.must !== undefined) {
      expect(mending?.role.kind === 'ask' && mending.role.obstacles.map((obstacle) => obstacle.must)).toEqual(row.must);
    }
  });

  it.each(['COMPLIANT', 'NOT_APPLICABLE'] as const)('%s: nothing to mend', (compliance) => {
    expect(mendingOf({ compliance }, 'PassThrough', [], DEFAULT_PARAMETERS)).toBeUndefined();
  });
});

function told({ role, setActive }: Mending): string {
  switch (role.kind) {
    case 'nothing':
      return `nothing, ${setActive}`;
    case 'attach':
      return `attach ${role.policy}${role.hangsOnOrganization ? '?' : ''}, ${setActive}`;
    case 'ask':
      return `${role.obstacles.map(({ kind, policy: name }) => `${kind} ${name}`).join(' + ')}, ${setActive}`;
  }
}
