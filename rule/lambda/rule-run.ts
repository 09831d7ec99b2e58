import type { Clients } from '../account/clients.ts';
import type { ReadManagedPolicy } from '../account/managed-policy.ts';
import type { Invocation } from './event.ts';
import type { InvocationRecord } from './invocation-record.ts';

/** Everything one invocation works with. */
export interface RuleRun {
  readonly invocation: Invocation;
  readonly clients: Clients;
  readonly readPolicy: ReadManagedPolicy;
  /** The moment of the evaluation: what a condition on the time is judged at, and an exemption. */
  readonly now: Date;
  readonly record: InvocationRecord;
  /** Aborted when the time of the invocation is over. */
  readonly signal: AbortSignal;
}
