import { expect, it } from 'vitest';
import { assessRole, type RoleStatus } from '../../../rule/core/iam/assess-role.ts';
import type { KnownRole } from '../../../rule/core/iam/model.ts';
import { DEFAULT_PARAMETERS } from '../../../rule/core/parameters.ts';
import {
  ALLOW_BOTH,
  CALLER,
  DENY_BOTH,
  knownRole,
  NOW,
  policy,
  policyWithout,
  type StatementSource,
  TELEMETRY,
  TRACE,
} from './roles.ts';

const FROM_VPC = { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-0a1b2c3d' } } };
const UNREADABLE = policyWithout('unreadable', 'not JSON');

const having = (...statements: readonly StatementSource[]) => knownRole({ identity: [policy('p', ...statements)] });

const ROWS: readonly { readonly name: string; readonly role: KnownRole; readonly status: RoleStatus }[] = [
  { name: 'both allowed: fine', role: having(ALLOW_BOTH), status: 'fine' },
  { name: 'allowed and implicitly denied: denied', role: having({ ...ALLOW_BOTH, Action: TRACE }), status: 'denied' },
  {
    name: 'allowed and explicitly denied: denied',
    role: having(ALLOW_BOTH, { ...DENY_BOTH, Action: TELEMETRY }),
    status: 'denied',
  },
  {
    name: 'allowed and conditional: conditional',
    role: having({ ...ALLOW_BOTH, Action: TRACE }, { ...ALLOW_BOTH, Action: TELEMETRY, ...FROM_VPC }),
    status: 'conditional',
  },
  {
    name: 'conditional and implicitly denied: denied',
    role: having({ ...ALLOW_BOTH, Action: TRACE, ...FROM_VPC }),
    status: 'denied',
  },
  {
    name: 'conditional and explicitly denied: denied',
    role: having({ ...ALLOW_BOTH, ...FROM_VPC }, { ...DENY_BOTH, Action: TRACE }),
    status: 'denied',
  },
  { name: 'unknown: unknown', role: knownRole({ identity: [UNREADABLE] }), status: 'unknown' },
  {
    name: 'conditional beside an unreadable document: unknown',
    role: knownRole({ identity: [policy('p', { ...ALLOW_BOTH, ...FROM_VPC }), UNREADABLE] }),
    status: 'unknown',
  },
  {
    name: 'unknown and explicitly denied: denied',
    role: knownRole({ identity: [policy('p', { ...DENY_BOTH, Action: TELEMETRY }), UNREADABLE] }),
    status: 'denied',
  },
];

it.each(ROWS)('$name', ({ role, status }) => {
  expect(assessRole(role, CALLER, DEFAULT_PARAMETERS, NOW).status).toBe(status);
});

it('a role nothing is known about: unknown, with the reason, and so is every action', () => {
  const role = { kind: 'unknown', arn: undefined, why: 'not in the input' } as const;

  expect(assessRole(role, CALLER, DEFAULT_PARAMETERS, NOW)).toEqual({
    status: 'unknown',
    role: undefined,
    actions: [TRACE, TELEMETRY].map((action) => ({ action, decision: 'unknown', by: null, detail: undefined })),
    why: 'not in the input',
  });
});
