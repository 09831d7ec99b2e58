import type { PlannedRoleFacts, Policy } from '../core/iam/model.ts';
import type { TracingMode, UntraceableEventSource } from '../core/model.ts';
import type { SourcePlace } from './source-text.ts';
import type { UnresolvedValue } from './unresolved-value.ts';
import type { InWorld } from './worlds.ts';

/** A function as a template or plan describes it. */
export interface PlannedFunction {
  /** The function's name, or where it has none yet its address. */
  readonly resourceId: string;
  readonly accountId: string | undefined;
  readonly region: string | undefined;
  readonly arn: string | undefined;
  readonly source: SourcePlace & { readonly address: string };
  /** What fails when Lambda refuses a write: `deployment` of a template, `apply` of a plan; `none` where nothing is written. */
  readonly act: 'deployment' | 'apply' | 'none';
  /** Set where it is an `AWS::Serverless::Function`, which says with other properties what is to be. */
  readonly serverless?: { readonly makesRole: boolean } | undefined;
  /** The facts in every world that is possible; never empty. */
  readonly worlds: readonly InWorld<PlannedFacts>[];
}

/** The facts about a function in one world. */
export interface PlannedFacts {
  readonly tracingMode: TracingMode;
  readonly role: PlannedRoleFacts;
  /** What the role hangs on, where the source does not tell which one it is. */
  readonly openRole: UnresolvedValue | undefined;
  /** Policies the source adds to a role that it does not describe itself. */
  readonly addedToRole: readonly Policy[];
  readonly exemptionTag: string | undefined;
  readonly untraceableEventSources: readonly UntraceableEventSource[];
  /** Parameters or variables whose default the mode comes from. */
  readonly byDefaultOf: readonly string[];
}
