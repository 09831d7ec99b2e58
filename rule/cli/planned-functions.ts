import { readFileSync } from 'node:fs';
import type { Evaluation } from '../core/evaluation.ts';
import { type BindRole, unbound } from '../core/iam/organization-policies.ts';
import type { RecordedFunction } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { readAssembly } from '../planned/cdk/read-assembly.ts';
import { type Deployment, type PlannedFunctions, readTemplates } from '../planned/cloudformation/read-templates.ts';
import { type PlannedVerdict, plannedJudge } from '../planned/judge-planned.ts';
import type { KnownElsewhere } from '../planned/known-elsewhere.ts';
import type { PlannedFunction } from '../planned/planned-function.ts';
import { PlannedInputError } from '../planned/planned-input-error.ts';
import { readTerraformDirectory, type TerraformDirectory } from '../planned/terraform/hcl/read-directory.ts';
import { readPlan } from '../planned/terraform/plan/read-plan.ts';
import { InputError } from './input-error.ts';
import type { PlannedInputs } from './inputs/planned-inputs.ts';
import type { TerraformFiles } from './inputs/terraform-files.ts';
import { decodedText } from './inputs/text-encoding.ts';

/** Where templates and plans go, as far as it is told. */
export interface Destination extends Pick<Deployment, 'parameters'> {
  readonly accountId: string | undefined;
  readonly region: string | undefined;
}

/** An expression a verdict hangs on, which nothing tells the value of. */
export interface Unresolved {
  readonly expression: string;
  readonly why: string;
  readonly file: string;
  readonly line: number;
  /** How many functions hang on it. */
  functions: number;
}

/** A function as its source describes it, and the language of that. */
export interface DescribedFunction {
  readonly fn: PlannedFunction;
  readonly language: 'cloudformation' | 'terraform';
}

/** What templates and plans come to. */
export interface PlannedEvaluations {
  /** Sorted by file and line. */
  readonly evaluations: readonly Evaluation[];
  /** What each evaluation was made of, in the same order. */
  readonly described: readonly DescribedFunction[];
  /** Each expression once. */
  readonly unresolved: readonly Unresolved[];
  /** Parts that are not there, such as the template of a nested stack. */
  readonly unseen: PlannedFunctions['unseen'];
}

export const NOTHING_PLANNED: PlannedEvaluations = { evaluations: [], described: [], unresolved: [], unseen: [] };

/**
 * Judges the functions of templates and plans, with what was recorded of the account they go to. `bind` puts their roles under the
 * policies of the organization.
 *
 * @throws InputError naming the file, the line and what is wrong.
 */
export async function evaluatePlanned(
  planned: PlannedInputs,
  destination: Destination,
  elsewhere: KnownElsewhere,
  bind: BindRole,
  parameters: RuleParameters,
  now: Date,
): Promise<PlannedEvaluations> {
  const { exemptionTagKey } = parameters;
  const deployment: Deployment = { ...destination, elsewhere, exemptionTagKey, textOf: textOfFile };
  try {
    const templates = [
      ...planned.manifests.map((manifest) => readAssembly(manifest, deployment)),
      readTemplates(planned.templates, deployment),
    ];
    const plans = [
      ...planned.plans.map((plan) => readPlan(plan, deployment)),
      ...(await readTerraform(planned.terraform, deployment)),
    ];
    const judge = plannedJudge(parameters, now);
    const judged = [...describedIn(templates, 'cloudformation'), ...describedIn(plans, 'terraform')].map((each) => {
      const fn = underPolicies(each.fn, bind);
      return { ...each, fn, verdict: judge(fn) };
    });
    judged.sort(({ fn: one }, { fn: other }) => inFileOrder(one, other));
    return {
      evaluations: judged.map(({ fn, verdict }) => evaluationOf(fn, verdict)),
      described: judged,
      unresolved: unresolvedIn(judged.map(({ verdict }) => verdict)),
      unseen: [...templates, ...plans].flatMap(({ unseen }) => unseen),
    };
  } catch (cause) {
    if (cause instanceof PlannedInputError) throw new InputError(cause.message, { cause });
    throw cause;
  }
}

function describedIn(
  read: readonly PlannedFunctions[],
  language: DescribedFunction['language'],
): readonly DescribedFunction[] {
  return read.flatMap(({ functions }) => functions).map((fn) => ({ fn, language }));
}

function underPolicies(fn: PlannedFunction, bind: BindRole): PlannedFunction {
  const { accountId } = fn;
  if (bind === unbound) return fn;
  const worlds = fn.worlds.map((world) => ({
    ...world,
    value: { ...world.value, role: bind(world.value.role, accountId) },
  }));
  return { ...fn, worlds };
}

/** The root modules among the directories: those that none of the others calls. */
async function readTerraform(files: TerraformFiles, deployment: Deployment): Promise<readonly PlannedFunctions[]> {
  if (files.isEmpty) return [];
  // Its parser is WebAssembly, which takes longer to load than most inputs take to judge.
  const { loadHclParser } = await import('./inputs/hcl-parser.ts');
  const parseHcl = await loadHclParser();
  const read = files.directories.map((directory) => ({
    directory,
    result: outcomeOf(() => readTerraformDirectory(directory, parseHcl, deployment)),
  }));
  const called = new Set(
    read.flatMap(({ directory, result }) =>
      'value' in result ? [...result.value.nestedFiles].filter((file) => !isIn(directory, file)) : [],
    ),
  );
  return read.flatMap(({ directory, result }) => {
    if (directory.files.some(({ file }) => called.has(file))) return [];
    if ('error' in result) throw result.error;
    return [result.value];
  });
}

function isIn({ files }: TerraformDirectory, name: string): boolean {
  return files.some(({ file }) => file === name);
}

/** A module by itself may make no sense that makes sense where it is called. */
function outcomeOf<Value>(read: () => Value): { readonly value: Value } | { readonly error: PlannedInputError } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof PlannedInputError) return { error };
    throw error;
  }
}

/** Files that templates name by their path, relative to themselves. A missing one is told by who asked for it. */
function textOfFile(path: string): string | undefined {
  try {
    return decodedText(readFileSync(path));
  } catch {
    return undefined;
  }
}

function inFileOrder({ source: one }: PlannedFunction, { source: other }: PlannedFunction): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || (one.address < other.address ? -1 : 1);
}

/** Members nothing tells are empty here, and null in the report. */
function evaluationOf(planned: PlannedFunction, { verdict, tracingMode, role }: PlannedVerdict): Evaluation {
  const { accountId = '', region = '', arn = '', resourceId, source } = planned;
  const facts: Omit<RecordedFunction, 'kind'> = {
    accountId,
    region,
    resourceId,
    arn,
    tracingMode,
    role,
    // In every world the same, or it would not exempt.
    exemptionTag: planned.worlds[0]?.value.exemptionTag,
    untraceableEventSources: [],
  };
  return { fn: { kind: 'recorded', ...facts }, verdict, capturedAt: undefined, source };
}

function unresolvedIn(verdicts: readonly PlannedVerdict[]): readonly Unresolved[] {
  const found = new Map<string, Unresolved>();
  for (const { identity, expression, why, place } of verdicts.flatMap(({ unresolved }) => unresolved)) {
    const known = found.get(identity) ?? { expression, why, file: place.file, line: place.line, functions: 0 };
    known.functions++;
    found.set(identity, known);
  }
  return [...found.values()];
}
