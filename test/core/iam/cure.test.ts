import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessRole } from '../../../rule/core/iam/assess-role.ts';
import { DAEMON_POLICY, hangsOnOrganization } from '../../../rule/core/iam/cure.ts';
import type { KnownRole } from '../../../rule/core/iam/model.ts';
import { DEFAULT_PARAMETERS } from '../../../rule/core/parameters.ts';
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
  TRACE,
} from './roles.ts';

const assess = (role: KnownRole) => assessRole(role, CALLER, DEFAULT_PARAMETERS, NOW);
const LOGS_ONLY = { ...ALLOW_ALL, Action: 'logs:*' };
const FROM_VPC = { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } };
const DENIED_BY_ORGANIZATION: KnownRole['organization'] = {
  kind: 'evaluated',
  denied: new Map([[TRACE, 'explicitDeny']]),
};

const ROWS: readonly {
  readonly name: string;
  readonly role: KnownRole;
  readonly layers: readonly string[] | 'attach' | undefined;
}[] = [
  { name: 'nothing allows: attach', role: knownRole(), layers: 'attach' },
  {
    name: 'one action is allowed: attach',
    role: knownRole({ identity: [policy('p', { ...ALLOW_BOTH, Action: TRACE })] }),
    layers: 'attach',
  },
  {
    name: 'a conditional Allow: attach',
    role: knownRole({ identity: [policy('p', { ...ALLOW_BOTH, ...FROM_VPC })] }),
    layers: 'attach',
  },
  {
    name: 'nothing allows under a boundary that allows: attach',
    role: knownRole({ ceilings: [ceiling('boundary', policy('B', ALLOW_ALL))] }),
    layers: 'attach',
  },
  {
    name: 'nothing allows under a boundary that does not: the boundary refuses',
    role: knownRole({ ceilings: [ceiling('boundary', policy('B', LOGS_ONLY))] }),
    layers: ['boundary B'],
  },
  {
    name: 'nothing allows under a boundary with a conditional Deny: the boundary refuses',
    role: knownRole({ ceilings: [ceiling('boundary', policy('B', ALLOW_ALL, { ...DENY_BOTH, ...FROM_VPC }))] }),
    layers: ['boundary B'],
  },
  {
    name: 'nothing allows, and every other layer refuses: each is named',
    role: knownRole({
      identity: [policy('p', { ...DENY_BOTH, ...FROM_VPC })],
      ceilings: [
        ceiling('boundary', policy('B', LOGS_ONLY)),
        ceiling('scp', policy('Root', ALLOW_ALL)),
        ceiling('scp', policy('Team', ALLOW_ALL, DENY_BOTH)),
        ceiling('rcp'),
      ],
      organization: DENIED_BY_ORGANIZATION,
    }),
    layers: ['identity p', 'boundary B', 'scp Team', 'rcp null', 'organization null'],
  },
  {
    name: 'a document that cannot be read, under a boundary that does not allow: both',
    role: knownRole({
      identity: [policyWithout('odd', 'not JSON')],
      ceilings: [ceiling('boundary', policy('B', LOGS_ONLY))],
    }),
    layers: ['identity odd', 'boundary B'],
  },
  {
    name: 'an explicit Deny: it refuses',
    role: knownRole({ identity: [policy('p', DENY_BOTH)] }),
    layers: ['identity p'],
  },
  { name: 'a fine role: nothing to mend', role: knownRole({ identity: [policy('p', ALLOW_BOTH)] }), layers: undefined },
  {
    name: 'an unknown role: nothing to mend',
    role: knownRole({ identity: [policyWithout('p', 'not JSON')] }),
    layers: undefined,
  },
];

describe('the cure', () => {
  it.each(ROWS)('$name', ({ role, layers }) => {
    const { cure } = assess(role);
    if (layers === undefined) expect(cure).toBeUndefined();
    else if (layers === 'attach') expect(cure).toMatchObject({ kind: 'attach', policy: 'AWSXRayDaemonWriteAccess' });
    else {
      const refusals = cure?.kind === 'refused' ? (cure.refusals.get(TRACE) ?? []) : [];
      expect(refusals.map(({ by }) => `${by?.layer} ${by?.policy}`)).toEqual(layers);
    }
  });

  it('for an action the policy does not grant: none, though it grants the others', () => {
    const rules = { ...DEFAULT_PARAMETERS, requiredActions: [TRACE, 'xray:PutSpans'] };
    const { cure } = assessRole(knownRole(), CALLER, rules, NOW);
    expect(cure?.kind === 'refused' && [...cure.refusals.keys()]).toEqual(['xray:PutSpans']);
  });

  it('is advised exactly where the role would then be allowed', () => {
    const statement = fc.constantFrom(
      ALLOW_BOTH,
      LOGS_ONLY,
      { ...ALLOW_BOTH, ...FROM_VPC },
      { ...DENY_BOTH, ...FROM_VPC },
      DENY_BOTH,
      { ...ALLOW_ALL, Resource: 'arn:aws:xray:*' },
      { ...DENY_BOTH, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } },
    );
    const layer = fc.array(statement, { maxLength: 2 }).map((statements) => policy('p', ...statements));
    fc.assert(
      fc.property(layer, fc.option(layer), fc.option(layer), (identity, boundary, scp) => {
        const role = knownRole({
          identity: [identity],
          ceilings: [
            ...(boundary === null ? [] : [ceiling('boundary', boundary)]),
            ...(scp === null ? [] : [ceiling('scp', policy('Full', ALLOW_ALL), scp)]),
          ],
        });
        const { status, cure } = assess(role);
        if (status === 'fine') return;
        const mended = assess({ ...role, identity: [...role.identity, DAEMON_POLICY] });
        expect(cure?.kind === 'attach').toBe(mended.status === 'fine');
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('hangsOnOrganization', () => {
  it.each([
    ['a role that the policy would mend, organization not asked', knownRole(), true],
    ['the same, organization asked', knownRole({ organization: { kind: 'evaluated', denied: new Map() } }), false],
    ['a role the organization denies', knownRole({ organization: DENIED_BY_ORGANIZATION }), false],
    ['a role that takes more', knownRole({ identity: [policy('p', DENY_BOTH)] }), false],
    ['a fine role', knownRole({ identity: [policy('p', ALLOW_BOTH)] }), false],
    [
      'a service-linked role, which no organization policy binds',
      knownRole({ arn: 'arn:aws:iam::111122223333:role/aws-service-role/ops.apigateway.amazonaws.com/X' }),
      false,
    ],
  ])('%s: %s', (_name, role, expected) => {
    expect(hangsOnOrganization(assess(role))).toBe(expected);
  });
});
