import type { KnownElsewhere } from '../known-elsewhere.ts';
import type { PlannedFunction } from '../planned-function.ts';
import { SourceText } from '../source-text.ts';
import { functionsIn } from './functions.ts';
import { loadStack, type StackPlan, type Unseen } from './load-stack.ts';
import { TemplateFiles } from './nested-stacks.ts';
import { stacksIn } from './resource-index.ts';
import type { TemplateParameters } from './template-parameters.ts';

/** A template to be judged; `file` is its path with `/` between folders, as reports name it. */
export interface TemplateInput {
  readonly file: string;
  readonly text: string;
}

/** Where templates go, and what else is known. */
export interface Deployment {
  readonly accountId: string | undefined;
  readonly region: string | undefined;
  readonly parameters: TemplateParameters;
  /** The text of another file, such as the template of a nested stack; `undefined` where there is none. */
  readonly textOf: (path: string) => string | undefined;
  readonly elsewhere: KnownElsewhere;
  readonly exemptionTagKey: string;
}

/** The functions of templates or plans, and what could not be looked into. */
export interface PlannedFunctions {
  readonly functions: readonly PlannedFunction[];
  readonly unseen: readonly Unseen[];
  /** Files that were read as part of another, and are not to be judged once more by themselves. */
  readonly nestedFiles: ReadonlySet<string>;
}

/**
 * Reads the functions of CloudFormation and SAM templates. A template that another one nests is judged once, as its parent
 * calls it.
 *
 * @throws PlannedInputError for a template that CloudFormation would refuse as a whole.
 */
export function readTemplates(inputs: readonly TemplateInput[], deployment: Deployment): PlannedFunctions {
  const texts = new Map(inputs.map(({ file, text }) => [file, text]));
  const files = new TemplateFiles((path) => texts.get(path) ?? deployment.textOf(path));
  const { accountId, region, parameters } = deployment;
  const plans = inputs.map(
    ({ file, text }): StackPlan => ({
      source: new SourceText(file, text),
      address: '',
      name: undefined,
      madeBy: undefined,
      accountId,
      region,
      arguments: parameters,
    }),
  );
  return readStacks(plans, files, deployment);
}

/** The functions of stacks that nothing is around; those whose template another one nests are left to that one. */
export function readStacks(
  plans: readonly StackPlan[],
  files: TemplateFiles,
  deployment: Deployment,
): PlannedFunctions {
  const { elsewhere, exemptionTagKey } = deployment;
  const roots = plans.map((plan) => loadStack(plan, files)).filter(({ source }) => !files.nested.has(source.file));
  return {
    functions: roots.flatMap((root) => functionsIn(root, elsewhere, exemptionTagKey)),
    unseen: roots
      .flatMap(stacksIn)
      .flatMap(({ resources }) => [...resources.values()].flatMap((resource) => files.unseen.get(resource) ?? [])),
    nestedFiles: files.nested,
  };
}
