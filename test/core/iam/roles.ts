import type { Caller } from '../../../rule/core/iam/assess-role.ts';
import type { TraceRequest } from '../../../rule/core/iam/context.ts';
import type { Ceiling, KnownRole, PartlyKnownRole, Policy } from '../../../rule/core/iam/model.ts';
import { parsePolicyDocument } from '../../../rule/core/iam/policy-document.ts';

export const TRACE = 'xray:PutTraceSegments';
export const TELEMETRY = 'xray:PutTelemetryRecords';

export const ACCOUNT = '111122223333';
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/orders-exec`;
export const CALLER = {
  accountId: ACCOUNT,
  region: 'eu-west-1',
  arn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:orders`,
} satisfies Caller;
export const NOW = new Date('2026-11-21T12:00:00Z');

export type StatementSource = Readonly<Record<string, unknown>>;

export const ALLOW_BOTH = { Effect: 'Allow', Action: [TRACE, TELEMETRY], Resource: '*' } as const;
export const DENY_BOTH = { Effect: 'Deny', Action: [TRACE, TELEMETRY], Resource: '*' } as const;
export const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' } as const;

/** A policy whose document is given in whatever form AWS might have sent it. */
export function policyFrom(name: string, document: unknown): Policy {
  return { name, document: parsePolicyDocument(document) };
}

export function policy(name: string, ...statements: readonly StatementSource[]): Policy {
  return policyFrom(name, { Version: '2012-10-17', Statement: statements });
}

/** A policy that is attached but whose document the source does not carry. */
export function policyWithout(name: string, why: string): Policy {
  return { name, document: { kind: 'unreadable', why } };
}

export function ceiling(layer: Ceiling['layer'], ...policies: readonly Policy[]): Ceiling {
  return { layer, policies };
}

export function knownRole(facts: Partial<Omit<KnownRole, 'kind'>> = {}): KnownRole {
  return {
    kind: 'known',
    arn: ROLE_ARN,
    tags: undefined,
    identity: [],
    ceilings: [],
    organization: { kind: 'not-evaluated' },
    ...facts,
  };
}

export function traceRequest(role: PartlyKnownRole, request: Partial<TraceRequest> = {}): TraceRequest {
  return {
    accountId: CALLER.accountId,
    region: CALLER.region,
    functionArn: CALLER.arn,
    roleArn: role.arn,
    roleId: role.id,
    roleTags: role.tags,
    organizationId: undefined,
    now: NOW,
    ...request,
  };
}
