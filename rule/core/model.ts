import type { Cure } from './iam/cure.ts';
import type { ActionDecision } from './iam/model.ts';
import type { UnknownValue } from './unknown-value.ts';

/** The four compliance types of AWS Config. Only the first three can be sent with PutEvaluations. */
export type Compliance = 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE' | 'INSUFFICIENT_DATA';

/** What must be mended first, then what could not be decided. */
export const WORST_FIRST = [
  'NON_COMPLIANT',
  'INSUFFICIENT_DATA',
  'COMPLIANT',
  'NOT_APPLICABLE',
] as const satisfies Compliance[];

/** Must somebody act on a verdict? */
export function isFailure(compliance: string): boolean {
  return compliance === 'NON_COMPLIANT' || compliance === 'INSUFFICIENT_DATA';
}

/** How many of each there are, before anything was counted. */
export function noneYet(): Record<Compliance, number> {
  return { COMPLIANT: 0, NON_COMPLIANT: 0, NOT_APPLICABLE: 0, INSUFFICIENT_DATA: 0 };
}

/** Why a function has its verdict: the rows of the truth table in `decide.ts`. */
export type Reason =
  | 'out-of-scope'
  | 'exempt'
  | 'untraceable-event-source'
  | 'tracing-not-active'
  | 'tracing-unknown'
  | 'role-missing'
  | 'role-untrusted'
  | 'role-denied'
  | 'role-conditional'
  | 'role-unknown'
  | 'compliant';

/** The reasons that fail a function, or leave it undecided. */
export const FAILING_REASONS = [
  'tracing-not-active',
  'tracing-unknown',
  'role-missing',
  'role-untrusted',
  'role-denied',
  'role-conditional',
  'role-unknown',
] as const satisfies readonly Reason[];

/** The event sources whose invocations X-Ray cannot trace (Lambda developer guide, "services-xray"). */
export type UntraceableEventSource = 'Amazon MSK' | 'self-managed Apache Kafka' | 'Amazon MQ' | 'Amazon DocumentDB';

/** `tracingConfig.mode` exactly as written, `undefined` when missing or null; or why it cannot be known. */
export type TracingMode = string | undefined | UnknownValue;

/** Identity of a Lambda function in AWS Config: `resourceId` is the function's name. */
export interface FunctionIdentity {
  readonly accountId: string;
  readonly region: string;
  readonly resourceId: string;
  readonly arn: string;
}

/** What an item of AWS Config says of its resource: that it was seen, is gone, or is of a type that is not recorded. */
export type ItemStatus = 'recorded' | 'deleted' | 'not recorded';

/** The tags of a function that were asked for, by their keys; or why they cannot be known. */
export type FunctionTags = ReadonlyMap<string, string> | UnknownValue;

/** A function AWS Config no longer evaluates: deleted, not recorded, or outside the rule's scope. */
export interface OutOfScopeFunction extends FunctionIdentity {
  readonly kind: 'out-of-scope';
  readonly tags?: FunctionTags | undefined;
  readonly because: 'deleted' | 'not recorded' | 'left the scope of the rule';
}

export interface RecordedFunction extends FunctionIdentity {
  readonly kind: 'recorded';
  /** Left out where nobody asked for any. */
  readonly tags?: FunctionTags | undefined;
  readonly tracingMode: TracingMode;
  /** ARN of the execution role; `undefined` when the function names none, or why it cannot be known. */
  readonly role: string | undefined | UnknownValue;
  /** Value of the exemption tag; `undefined` when the function does not carry it. */
  readonly exemptionTag: string | undefined;
  /** Enabled mappings from sources X-Ray cannot trace, as far as they are known. */
  readonly untraceableEventSources: readonly UntraceableEventSource[];
}

export type FunctionFacts = OutOfScopeFunction | RecordedFunction;

/** Verdict, machine-readable reasons (never empty), and the sentence the function owner reads. */
export interface Verdict {
  readonly compliance: Compliance;
  readonly reasons: readonly [Reason, ...Reason[]];
  /** 1 to 256 characters, the limit of a PutEvaluations annotation. */
  readonly annotation: string;
  /** One entry per required action; empty when the role did not matter to the verdict. */
  readonly actions: readonly ActionDecision[];
  /** What would mend the role, where it is denied or conditional. */
  readonly cure?: Cure | undefined;
}
