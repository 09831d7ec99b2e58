import { awsManagedPolicies } from '../../rule/core/iam/aws-managed-policies.ts';
import type { RoleFacts } from '../../rule/core/iam/model.ts';
import { DEFAULT_PARAMETERS, type RuleParameters } from '../../rule/core/parameters.ts';
import {
  type Deployment,
  type PlannedFunctions,
  readTemplates,
} from '../../rule/planned/cloudformation/read-templates.ts';
import { plannedJudge } from '../../rule/planned/judge-planned.ts';
import { policyFinder } from '../../rule/recorded/role-facts.ts';

export const NOW = new Date('2026-11-21T12:00:00Z');

/** What a test says about the deployment; the rest is unknown. */
export interface Given {
  readonly accountId?: string;
  readonly region?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly roles?: Readonly<Record<string, RoleFacts>>;
  readonly rule?: Partial<RuleParameters>;
}

export function deploymentOf({ accountId, region, parameters = {}, files = {}, roles = {} }: Given = {}): Deployment {
  return {
    accountId,
    region,
    parameters: new Map(Object.entries(parameters)),
    textOf: (path) => files[path],
    elsewhere: {
      findPolicy: policyFinder(awsManagedPolicies(DEFAULT_PARAMETERS.requiredActions), () => undefined),
      recordedRole: (arn) => roles[arn],
    },
    exemptionTagKey: DEFAULT_PARAMETERS.exemptionTagKey,
  };
}

export interface Judged {
  readonly outcome: string;
  readonly annotation: string;
  readonly unresolved: readonly string[];
  readonly line: number;
  readonly resourceId: string;
}

const SHORT = { COMPLIANT: 'C', NON_COMPLIANT: 'N', NOT_APPLICABLE: 'NA', INSUFFICIENT_DATA: 'I' } as const;

/** The verdicts by address, such as `N(tracing-not-active)`. */
export function judgedFunctions({ functions }: PlannedFunctions, given: Given = {}): Readonly<Record<string, Judged>> {
  const judge = plannedJudge({ ...DEFAULT_PARAMETERS, ...given.rule }, NOW);
  return Object.fromEntries(
    functions.map((fn) => {
      const { verdict, unresolved } = judge(fn);
      const outcome =
        verdict.compliance === 'COMPLIANT' ? 'C' : `${SHORT[verdict.compliance]}(${verdict.reasons.join(', ')})`;
      const places = unresolved.map(({ expression, place }) => `${place.file}:${place.line} ${expression}`);
      const { line, address } = fn.source;
      return [
        address,
        { outcome, annotation: verdict.annotation, unresolved: places, line, resourceId: fn.resourceId },
      ];
    }),
  );
}

/** Judges one template, and the files it names. */
export function judgedTemplate(text: string, given: Given = {}): Readonly<Record<string, Judged>> {
  return judgedFunctions(readTemplates([{ file: 'template.yaml', text }], deploymentOf(given)), given);
}

export function outcomes(judged: Readonly<Record<string, Judged>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(judged).map(([address, { outcome }]) => [address, outcome]));
}
