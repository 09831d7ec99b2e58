import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessRole, roleAssessor } from '../../../rule/core/iam/assess-role.ts';
import { decideAction } from '../../../rule/core/iam/evaluate.ts';
import type { Ceiling, Decision, KnownRole, Policy } from '../../../rule/core/iam/model.ts';
import { parsePolicyDocument } from '../../../rule/core/iam/policy-document.ts';
import { literalPattern, matchesWildcard, wildcardPattern } from '../../../rule/core/iam/wildcard.ts';
import { DEFAULT_PARAMETERS } from '../../../rule/core/parameters.ts';
import {
  CALLER,
  ceiling,
  knownRole,
  NOW,
  policyFrom,
  policyWithout,
  type StatementSource,
  TELEMETRY,
  TRACE,
  traceRequest,
} from './roles.ts';

const ACTIONS = [TRACE, TELEMETRY];

/** Patterns of which about half cover one of the X-Ray actions, so that statements meet the request often. */
const actionPattern = fc.constantFrom(
  TRACE,
  TELEMETRY,
  'xray:*',
  'xray:Put*',
  'XRAY:puttrace?egments',
  '*',
  's3:*',
  'logs:PutLogEvents',
);
const resource = fc.constantFrom('*', '*', '*', 'arn:aws:xray:*', 'arn:aws:s3:::logs');
const oneOrMore = <Item>(item: fc.Arbitrary<Item>) => fc.array(item, { minLength: 1, maxLength: 3 });

/** Values the tag `team` may have in a world; conditions on it are true in some and false in others. */
const TEAMS = ['red', 'blue', 'RED', '*', ''] as const;

const condition = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('', 'ForAnyValue:', 'ForAllValues:'),
        fc.constantFrom('StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase'),
        fc.constantFrom('', 'IfExists'),
        oneOrMore(
          fc.constantFrom('red', 'blue', 'r*', '*', `\${aws:PrincipalTag/team}`, `\${aws:PrincipalTag/team, 'red'}`),
        ),
      )
      .map(([quantifier, operator, ifExists, values]) => ({
        [`${quantifier}${operator}${ifExists}`]: { 'aws:PrincipalTag/team': values },
      })),
  },
  { weight: 1, arbitrary: fc.boolean().map((flag) => ({ Null: { 'aws:PrincipalTag/team': flag } })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('red', `\${aws:PrincipalTag/team}`).map((value) => ({
      StringEquals: { 'aws:RequestedRegion': ['eu-west-1', value] },
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('Bool', 'BoolIfExists', 'Null')
      .chain((operator) => fc.boolean().map((flag) => ({ [operator]: { 'aws:MultiFactorAuthPresent': flag } }))),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('ArnLike', 'ArnNotLike')
      .map((operator) => ({ [operator]: { 'lambda:SourceFunctionArn': CALLER.arn } })),
  },
  { weight: 1, arbitrary: fc.constant({ StringEquals: { 'aws:SourceVpc': 'vpc-1' } }) },
);

const ACTION_ELEMENT = fc.constantFrom('Action', 'Action', 'Action', 'NotAction');
const RESOURCE_ELEMENT = fc.constantFrom('Resource', 'Resource', 'Resource', 'NotResource');

function statement(effect: fc.Arbitrary<'Allow' | 'Deny'>): fc.Arbitrary<StatementSource> {
  return fc
    .tuple(effect, ACTION_ELEMENT, oneOrMore(actionPattern), RESOURCE_ELEMENT, oneOrMore(resource), condition)
    .map(([Effect, actionElement, actions, resourceElement, resources, Condition]) => ({
      Effect,
      [actionElement]: actions,
      [resourceElement]: resources,
      Condition,
    }));
}

const anyStatement = statement(fc.constantFrom('Allow', 'Allow', 'Deny'));
const denyStatement = statement(fc.constant('Deny'));

/** The statements of one policy, or a policy that cannot be read. */
const readable = fc.array(anyStatement, { maxLength: 4 });
const source = fc.oneof(
  { weight: 9, arbitrary: readable },
  { weight: 1, arbitrary: fc.constant('unreadable' as const) },
);
type Source = readonly StatementSource[] | 'unreadable';

const layer = fc.constantFrom('boundary', 'scp', 'rcp');
const ceilingSource = fc.tuple(layer, fc.array(source, { minLength: 1, maxLength: 2 }));
const roleSource: fc.Arbitrary<RoleSource> = fc.record({
  identity: fc.array(source, { maxLength: 3 }),
  ceilings: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(ceilingSource, { maxLength: 2 })),
});
interface RoleSource {
  readonly identity: readonly Source[];
  readonly ceilings: readonly (readonly [Ceiling['layer'], readonly Source[]])[];
}

function toPolicy(statements: Source, index: number): Policy {
  return statements === 'unreadable'
    ? policyWithout(`policy-${index}`, 'not JSON')
    : policyFrom(`policy-${index}`, { Version: '2012-10-17', Statement: statements });
}

function toRole({ identity, ceilings }: RoleSource, tags?: KnownRole['tags']): KnownRole {
  return knownRole({
    tags,
    identity: identity.map(toPolicy),
    ceilings: ceilings.map(([name, policies]) => ceiling(name, ...policies.map(toPolicy))),
  });
}

function decisions(role: KnownRole): readonly Decision[] {
  return ACTIONS.map((action) => decideAction(action, role, traceRequest(role)).decision);
}

/**
 * How much a decision lets pass. Conditional and unknown are told apart by what is missing, not by what may pass: a Deny can
 * make a missing fact irrelevant and leave a condition, an Allow that may be there the other way round.
 */
const PERMISSIVENESS: Readonly<Record<Decision, number>> = {
  allowed: 2,
  conditional: 1,
  unknown: 1,
  implicitDeny: 0,
  explicitDeny: 0,
};

const permissiveness = (role: KnownRole) => decisions(role).map((decision) => PERMISSIVENESS[decision]);

function expectNoMorePermissive(stricter: KnownRole, role: KnownRole): void {
  const before = permissiveness(role);
  for (const [index, after] of permissiveness(stricter).entries()) {
    expect(after).toBeLessThanOrEqual(before[index] ?? -1);
  }
}

const isDenied = (decision: Decision) => decision === 'explicitDeny' || decision === 'implicitDeny';

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** One statement for every combination of a listed action and a listed resource. */
function split(whole: StatementSource): readonly StatementSource[] {
  const actions = 'Action' in whole ? asList(whole.Action).map((Action) => ({ ...whole, Action })) : [whole];
  return actions.flatMap((part) =>
    'Resource' in part ? asList(part.Resource).map((Resource) => ({ ...part, Resource })) : [part],
  );
}

const RUNS = { numRuns: 1_000 };

describe('decideAction', () => {
  it('sees every decision in what is generated here, so that the properties below are about something', () => {
    const seen = new Map<Decision, number>();
    for (const role of fc.sample(roleSource, { numRuns: 3_000, seed: 7 })) {
      for (const decision of decisions(toRole(role))) seen.set(decision, (seen.get(decision) ?? 0) + 1);
    }

    for (const decision of Object.keys(PERMISSIVENESS) as Decision[]) {
      expect(seen.get(decision) ?? 0, decision).toBeGreaterThan(100);
    }
  });

  it('never lets more pass for an added Deny', () => {
    fc.assert(
      fc.property(roleSource, denyStatement, fc.nat(), (role, deny, where) => {
        const denied = { ...role, identity: [...role.identity] };
        denied.identity.splice(where % (denied.identity.length + 1), 0, [deny]);
        expectNoMorePermissive(toRole(denied), toRole(role));
      }),
      RUNS,
    );
  });

  it('never lets more pass for an added boundary, whatever it allows', () => {
    fc.assert(
      fc.property(roleSource, ceilingSource, (role, added) => {
        expectNoMorePermissive(toRole({ ...role, ceilings: [...role.ceilings, added] }), toRole(role));
      }),
      RUNS,
    );
  });

  it('never lets less pass for an added Allow', () => {
    fc.assert(
      fc.property(roleSource, statement(fc.constant('Allow')), (role, allow) => {
        expectNoMorePermissive(toRole(role), toRole({ ...role, identity: [...role.identity, [allow]] }));
      }),
      RUNS,
    );
  });

  it('does not depend on the order of statements, policies or layers', () => {
    fc.assert(
      fc.property(roleSource, ({ identity, ceilings }) => {
        const reverse = (statements: Source) => (statements === 'unreadable' ? statements : statements.toReversed());
        const reversed: RoleSource = {
          identity: identity.map(reverse).toReversed(),
          ceilings: ceilings
            .map(([name, policies]) => [name, policies.map(reverse).toReversed()] as const)
            .toReversed(),
        };
        expect(decisions(toRole(reversed))).toEqual(decisions(toRole({ identity, ceilings })));
      }),
      RUNS,
    );
  });

  it('does not depend on how statements are split or spread over policies', () => {
    fc.assert(
      fc.property(fc.array(readable, { maxLength: 3 }), (identity) => {
        const spread = identity.flatMap((statements) => statements.flatMap(split).map((part) => [part]));
        expect(decisions(toRole({ identity: spread, ceilings: [] }))).toEqual(
          decisions(toRole({ identity, ceilings: [] })),
        );
      }),
      RUNS,
    );
  });

  it('decides without a fact only what every possible value of it would have decided', () => {
    const worlds = [new Map<string, string>(), ...TEAMS.map((team) => new Map([['Team', team]]))];
    fc.assert(
      fc.property(roleSource, (role) => {
        const withoutTags = decisions(toRole(role));
        for (const tags of worlds) {
          const inWorld = decisions(toRole(role, tags));
          for (const [index, decision] of withoutTags.entries()) {
            if (decision === 'allowed' || decision === 'explicitDeny') expect(inWorld[index]).toBe(decision);
            if (decision === 'implicitDeny') expect(inWorld[index]).toSatisfy(isDenied);
          }
        }
      }),
      RUNS,
    );
  });

  it('decides beside an unreadable document only what any readable one in its place would have decided', () => {
    const rest = fc.record({ identity: fc.array(readable, { maxLength: 2 }), ceilings: fc.constant([]) });
    fc.assert(
      fc.property(rest, readable, (role, anything) => {
        const unreadable = decisions(toRole({ ...role, identity: [...role.identity, 'unreadable'] }));
        const inPlace = decisions(toRole({ ...role, identity: [...role.identity, anything] }));
        for (const [index, decision] of unreadable.entries()) {
          if (decision === 'unknown') continue;
          expect([decision, inPlace[index]]).toEqual(['explicitDeny', 'explicitDeny']);
        }
      }),
      RUNS,
    );
  });

  it('names a policy of the role, and a statement of that policy, where it names any', () => {
    fc.assert(
      fc.property(roleSource, (source) => {
        const role = toRole(source);
        for (const action of ACTIONS) {
          const { by } = decideAction(action, role, traceRequest(role));
          const policies = [...role.identity, ...role.ceilings.flatMap((level) => level.policies)];
          const named = policies.filter(({ name }) => name === by?.policy);
          const ids = named.flatMap(({ document }) =>
            document.kind === 'document' ? document.statements.map(({ id }) => id) : [],
          );
          expect(by).not.toBeNull();
          if (by?.policy != null) expect(named).not.toEqual([]);
          if (by?.statement != null) expect(ids).toContain(by.statement);
        }
      }),
      RUNS,
    );
  });
});

describe('roleAssessor', () => {
  it('answers as assessRole does, whoever asked before', () => {
    const caller = fc.record({
      accountId: fc.constantFrom('111122223333', '444455556666'),
      region: fc.constantFrom('eu-west-1', 'us-east-1'),
      arn: fc.constantFrom(CALLER.arn, `${CALLER.arn}-other`),
    });
    fc.assert(
      fc.property(
        fc.array(roleSource, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(fc.nat(), caller), { minLength: 1, maxLength: 12 }),
        (sources, questions) => {
          const roles = sources.map((source) => toRole(source));
          const assess = roleAssessor(DEFAULT_PARAMETERS, NOW);
          for (const [which, asking] of questions) {
            const role = roles[which % roles.length] ?? knownRole();
            expect(assess(role, asking)).toEqual(assessRole(role, asking, DEFAULT_PARAMETERS, NOW));
          }
        },
      ),
    );
  });

  it('computes an assessment once for a role and a place', () => {
    const assess = roleAssessor(DEFAULT_PARAMETERS, NOW);
    const role = knownRole();

    expect(assess(role, { ...CALLER, arn: `${CALLER.arn}-other` })).toBe(assess(role, CALLER));
  });
});

describe('parsePolicyDocument', () => {
  it('answers every JSON value and every text, and never throws', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.json().map(encodeURIComponent));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), texts), (anything) => {
        expect(parsePolicyDocument(anything).kind).toMatch(/^(document|unreadable)$/);
      }),
      RUNS,
    );
  });

  it('answers every statement of the right elements and the wrong values', () => {
    const element = fc.oneof(fc.jsonValue(), fc.constantFrom('Allow', 'Deny', '*', 'xray:*', ['*']));
    const anyElements = fc.record(
      { Sid: element, Effect: element, Action: element, NotAction: element, Resource: element, Condition: element },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anyElements, (elements) => {
        expect(parsePolicyDocument({ Statement: elements }).kind).toMatch(/^(document|unreadable)$/);
      }),
      RUNS,
    );
  });
});

/** The textbook dynamic programme: does the first part of the pattern match the first part of the text? */
function matchesByTable(pattern: string, text: string): boolean {
  let row = [true, ...Array.from(text, () => false)];
  for (const wanted of pattern) {
    const next = [row[0] === true && wanted === '*'];
    for (const [index, given] of Array.from(text).entries()) {
      next.push(
        wanted === '*'
          ? row[index + 1] === true || next[index] === true
          : row[index] === true && (wanted === '?' || wanted === given),
      );
    }
    row = next;
  }
  return row[text.length] === true;
}

describe('matchesWildcard', () => {
  const few = (characters: readonly string[]) => fc.string({ unit: fc.constantFrom(...characters), maxLength: 9 });

  it('agrees with a table of every prefix', () => {
    fc.assert(
      fc.property(few(['a', 'b', '*', '?']), few(['a', 'b']), (pattern, text) => {
        expect(matchesWildcard(wildcardPattern(pattern), text)).toBe(matchesByTable(pattern, text));
      }),
      { numRuns: 20_000 },
    );
  });

  it('matches a literal pattern with itself alone', () => {
    fc.assert(
      fc.property(few(['a', '*', '?']), few(['a', '*', '?']), (pattern, text) => {
        expect(matchesWildcard(literalPattern(pattern), text)).toBe(pattern === text);
      }),
      RUNS,
    );
  });

  it.each([
    ['z', false],
    ['s', true],
  ])('finishes for thousands of stars before "%s": %s', (last, expected) => {
    expect(matchesWildcard(wildcardPattern('*'.repeat(6_000) + last), TRACE)).toBe(expected);
    expect(matchesWildcard(wildcardPattern('*?'.repeat(10) + last), TRACE)).toBe(expected);
    expect(matchesWildcard(wildcardPattern('*e'.repeat(4) + last), TRACE)).toBe(false);
  });
});
