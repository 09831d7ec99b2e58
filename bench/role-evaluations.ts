/** Measures how many roles the IAM evaluator judges in a second, for the two required actions, on one core. */
import { assessRole } from '../rule/core/iam/assess-role.ts';
import type { KnownRole } from '../rule/core/iam/model.ts';
import { parsePolicyDocument } from '../rule/core/iam/policy-document.ts';
import { DEFAULT_PARAMETERS } from '../rule/core/parameters.ts';
import { atLeast, type Budget, median, report } from './budget.ts';

const ROLES_PER_ROUND = 40_000;
const ROUNDS = 7;
const DISTINCT_ROLES = 1_000;

const REGION_GUARD = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    {
      Effect: 'Deny',
      NotAction: ['iam:*', 'sts:*', 'organizations:*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } },
    },
  ],
};

function policy(name: string, source: unknown) {
  return { name, document: parsePolicyDocument(source) };
}

/** Three policies with 22 statements, a boundary, three levels of SCPs with a Region guard. */
function role(index: number): KnownRole {
  const statement = (sid: string, ...actions: string[]) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: '*',
  });
  const documents = [0, 1, 2].map((part) => ({
    Version: '2012-10-17',
    Statement: [
      ...Array.from({ length: 7 }, (_, i) =>
        statement(
          `S${part}${i}`,
          's3:GetObject',
          's3:PutObject',
          `dynamodb:*${index}`,
          'logs:CreateLogStream',
          'sqs:Send*',
        ),
      ),
      ...(part === 2 ? [statement('Traces', 'xray:PutTraceSegments', 'xray:PutTelemetryRecords')] : []),
    ],
  }));
  return {
    kind: 'known',
    arn: `arn:aws:iam::111122223333:role/role-${index}`,
    tags: new Map(),
    identity: documents.map((document, part) => policy(`policy-${part}`, document)),
    ceilings: [
      {
        layer: 'boundary',
        policies: [policy('boundary', { Version: '2012-10-17', Statement: [statement('All', '*')] })],
      },
      ...[1, 2, 3].map((level) => ({ layer: 'scp', policies: [policy(`level-${level}`, REGION_GUARD)] }) as const),
    ],
    organization: { kind: 'not-evaluated' },
  };
}

function rolesPerSecond(roles: readonly KnownRole[]): number {
  const caller = {
    accountId: '111122223333',
    region: 'eu-west-1',
    arn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders',
  };
  const now = new Date('2026-11-20T12:00:00Z');
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage();
    for (let i = 0; i < ROLES_PER_ROUND; i++) {
      const next = roles[i % roles.length];
      if (next === undefined || assessRole(next, caller, DEFAULT_PARAMETERS, now).status !== 'fine') {
        throw new Error('the measured role must be allowed');
      }
    }
    const { user, system } = process.cpuUsage(start);
    return ROLES_PER_ROUND / ((user + system) / 1_000_000);
  });
  return median(rounds);
}

export function benchRoleEvaluations(): readonly Budget[] {
  const perSecond = rolesPerSecond(Array.from({ length: DISTINCT_ROLES }, (_, i) => role(i)));
  return [atLeast(60_000, '/s', 'roles judged (2 actions, 22 statements, boundary, 3 SCP levels)', perSecond)];
}

if (process.argv[1] === import.meta.filename) report(benchRoleEvaluations());
