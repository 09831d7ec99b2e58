import type { Policy, RoleFacts, UnreadableDocument } from '../core/iam/model.ts';
import type { UnresolvedValue } from './unresolved-value.ts';

/** What is known besides the template or plan: AWS's own policies, and what was recorded of the account it goes to. */
export interface KnownElsewhere {
  /** A managed policy by its ARN; an unreadable one where nothing tells what it says. */
  readonly findPolicy: (arn: string) => Policy;
  /** `undefined` where nothing recorded tells. */
  readonly recordedRole: (arn: string) => RoleFacts | undefined;
}

/** A document of which the source tells only what it hangs on. */
export class OpenDocument implements UnreadableDocument {
  readonly kind = 'unreadable';
  readonly why: string;
  readonly open: UnresolvedValue;

  constructor(open: UnresolvedValue) {
    this.why = open.why;
    this.open = open;
  }
}

/** A policy that is there, and may say anything. */
export function openPolicy(open: UnresolvedValue, name = open.expression): Policy {
  return { name, document: new OpenDocument(open) };
}

export function unreadable(name: string, why: string): Policy {
  return { name, document: { kind: 'unreadable', why } };
}
