import type { UnseenPlace } from '../../account/aggregated/aggregator.ts';
import type { Evaluation } from '../../core/evaluation.ts';
import { type Summary, summarize } from '../../core/evaluation-summary.ts';
import { exemptionOf, type ListedExemption, longestFirst } from '../../core/exemption-list.ts';
import { type FailureCause, FailureCauses } from '../../core/failure-causes.ts';
import { MANAGED_POLICY_DATA_DATE } from '../../core/iam/aws-managed-policies.ts';
import type { OrganizationPolicies } from '../../core/iam/organization-policies.ts';
import type { RuleParameters } from '../../core/parameters.ts';
import { type TagGroup, TagGroups } from '../../core/tag-groups.ts';
import type { SinceBaseline } from '../diff/baseline.ts';
import type { Skipped } from '../inputs/find-inputs.ts';
import type { ReadInput } from '../inputs/read-input.ts';
import type { Unresolved } from '../planned-functions.ts';
import { VERSION } from '../version.ts';

/** Everything an evaluation report says, whatever its format. */
export interface EvaluationReport {
  readonly version: string;
  /** The moment the verdicts are about: now, or `--at`. */
  readonly evaluatedAt: Date;
  readonly managedPolicyData: string;
  readonly inputs: readonly ReadInput[];
  /** What was left out of what was named, because it tells of no resource. */
  readonly skipped: readonly Skipped[];
  /** What an aggregator, or the organization, says it did not see; `undefined` where neither was asked. */
  readonly unseen?: readonly UnseenPlace[] | undefined;
  /** The policies of the organization, where they were given. */
  readonly organization?: OrganizationPolicies | undefined;
  readonly parameters: RuleParameters;
  /** Expressions of templates and plans that verdicts hang on, each once. */
  readonly unresolved: readonly Unresolved[];
  /** Exemptions that hold, of all functions, those that last longest first. */
  readonly exemptions: readonly ListedExemption[];
  /** What fails beside what failed in an earlier report, where one was given. */
  readonly baseline?: SinceBaseline | undefined;
  /** Verdicts by the value of a tag, where that was asked for. */
  readonly groups?: { readonly key: string; readonly groups: readonly TagGroup[] } | undefined;
  /** What stands behind the failures of roles, of all functions, that behind most of them first. */
  readonly causes: readonly FailureCause[];
  /** Over all functions, whether shown or not. */
  readonly summary: Summary;
  /** Every evaluation, whether shown or not; for what cannot be told from the summary. */
  readonly all: Iterable<Evaluation>;
  /** The evaluations to show, sorted by account, Region and name. */
  readonly evaluations: Iterable<Evaluation>;
}

/** What a report says of evaluations as of a moment. They are asked for more than once. */
export function evaluationReport(
  evaluations: Iterable<Evaluation>,
  { inputs, skipped, unseen, organization }: Pick<EvaluationReport, 'inputs' | 'skipped' | 'unseen' | 'organization'>,
  parameters: RuleParameters,
  now: Date,
  unresolved: readonly Unresolved[] = [],
  groupBy: string | undefined = undefined,
): EvaluationReport {
  const groups = groupBy === undefined ? undefined : new TagGroups(groupBy);
  const exemptions: ListedExemption[] = [];
  const causes = new FailureCauses();
  const summary = summarize(noting(evaluations, parameters, now, exemptions, [causes, ...(groups ? [groups] : [])]));
  return {
    version: VERSION,
    evaluatedAt: now,
    managedPolicyData: MANAGED_POLICY_DATA_DATE,
    inputs,
    skipped,
    unseen,
    organization: parameters.organizationPolicies === 'IGNORE' ? undefined : organization,
    parameters,
    unresolved,
    exemptions: exemptions.sort(longestFirst),
    causes: causes.inOrder(),
    ...(groupBy !== undefined && groups !== undefined && { groups: { key: groupBy, groups: groups.inOrder() } }),
    summary,
    all: evaluations,
    evaluations,
  };
}

/** The same evaluations: to go through them once more would be to judge them once more. */
function* noting(
  evaluations: Iterable<Evaluation>,
  parameters: RuleParameters,
  now: Date,
  exemptions: ListedExemption[],
  counting: readonly { add(evaluation: Evaluation): void }[],
): Generator<Evaluation> {
  for (const evaluation of evaluations) {
    const exemption = exemptionOf(evaluation, parameters, now);
    if (exemption !== undefined) exemptions.push(exemption);
    for (const counter of counting) counter.add(evaluation);
    yield evaluation;
  }
}

/** The text of a report in pieces: a report on a large organization is longer than a string may be. */
export type ReportText = Iterable<string>;
