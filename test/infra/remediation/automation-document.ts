import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The subset of the Automation schema 0.3 that the runbook uses. The static checks reject anything outside it. */

export type OutputType = 'String' | 'StringMap' | 'MapList';

interface StepOutput {
  readonly Name: string;
  readonly Selector: string;
  readonly Type: OutputType;
}

interface SharedProperties {
  readonly name: string;
  readonly maxAttempts?: number;
  readonly timeoutSeconds?: number;
  readonly onFailure?: string;
  readonly onCancel?: string;
  readonly isCritical?: boolean;
  readonly isEnd?: boolean;
  readonly nextStep?: string;
  readonly outputs?: readonly StepOutput[];
}

export interface ApiInputs {
  readonly Service: string;
  readonly Api: string;
  readonly [parameter: string]: unknown;
}

interface PropertyInputs extends ApiInputs {
  readonly PropertySelector: string;
  readonly DesiredValues: readonly string[];
}

export type Condition =
  | { readonly And: readonly Condition[] }
  | { readonly Or: readonly Condition[] }
  | { readonly Not: Condition }
  | { readonly Variable: string; readonly StringEquals: string };

type Choice = Condition & { readonly NextStep: string };

export type Step = SharedProperties &
  (
    | { readonly action: 'aws:executeAwsApi'; readonly inputs: ApiInputs }
    | { readonly action: 'aws:waitForAwsResourceProperty'; readonly inputs: PropertyInputs }
    | { readonly action: 'aws:assertAwsResourceProperty'; readonly inputs: PropertyInputs }
    | {
        readonly action: 'aws:branch';
        readonly inputs: { readonly Choices: readonly Choice[]; readonly Default?: string };
      }
    | { readonly action: 'aws:sleep'; readonly inputs: { readonly Duration: string } }
    | { readonly action: 'aws:updateVariable'; readonly inputs: { readonly Name: string; readonly Value: string } }
    | {
        readonly action: 'aws:executeScript';
        readonly inputs: {
          readonly Runtime: string;
          readonly Handler: string;
          readonly InputPayload: Readonly<Record<string, unknown>>;
          readonly Script: string;
        };
      }
  );

interface Parameter {
  readonly type: string;
  readonly description: string;
  readonly default?: string;
  readonly allowedPattern?: string;
  readonly allowedValues?: readonly string[];
}

export interface AutomationDocument {
  readonly schemaVersion: string;
  readonly description: string;
  readonly assumeRole: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly variables?: Readonly<Record<string, { readonly type: string; readonly default: string }>>;
  readonly outputs: readonly string[];
  readonly mainSteps: readonly Step[];
}

export const RUNBOOK_TEXT = readFileSync(
  new URL('../../../infra/remediation/enable-active-tracing.yaml', import.meta.url),
  'utf8',
);

export function parseDocument(text: string): AutomationDocument {
  return parse(text) as AutomationDocument;
}

/** The step named in `step:X`; none for Abort, Continue and absence. */
export function stepTarget(value: string | undefined): string | undefined {
  return value?.startsWith('step:') ? value.slice('step:'.length) : undefined;
}

/** Every step that may run right after this one, and on what. */
export function successors(
  document: AutomationDocument,
  step: Step,
): { on: 'success' | 'failure' | 'cancel'; to: string }[] {
  const following = document.mainSteps[document.mainSteps.indexOf(step) + 1]?.name;
  const next = step.isEnd ? undefined : (step.nextStep ?? following);
  const branches = step.action === 'aws:branch' ? step.inputs.Choices.map((choice) => choice.NextStep) : [];
  const success = step.action === 'aws:branch' ? [...branches, step.inputs.Default ?? next] : [next];
  return [
    ...success.flatMap((to) => (to === undefined ? [] : [{ on: 'success' as const, to }])),
    ...[stepTarget(step.onFailure)].flatMap((to) => (to === undefined ? [] : [{ on: 'failure' as const, to }])),
    ...[stepTarget(step.onCancel)].flatMap((to) => (to === undefined ? [] : [{ on: 'cancel' as const, to }])),
  ];
}
