import type { RuleParameters } from '../../core/parameters.ts';
import type { Evaluation, Summary } from '../evaluate.ts';
import type { ReadInput } from '../sources/read-input.ts';

export const RULE_NAME = 'lambda-active-tracing';

/** Everything an evaluation report says, whatever its format. */
export interface EvaluationReport {
  readonly version: string;
  /** The moment the verdicts are about: now, or `--at`. */
  readonly evaluatedAt: Date;
  readonly managedPolicyData: string;
  readonly inputs: readonly ReadInput[];
  readonly parameters: RuleParameters;
  /** Over all functions, whether shown or not. */
  readonly summary: Summary;
  /** The evaluations to show, sorted by account, Region and name. */
  readonly evaluations: Iterable<Evaluation>;
}

/** The text of a report in pieces: a report on a large organization is longer than a string may be. */
export type ReportText = Iterable<string>;
