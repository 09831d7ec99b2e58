import type { FactSource } from '../core/evaluation.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { RecordedState } from '../recorded/recorded-state.ts';
import { InputError } from './input-error.ts';
import { NO_INPUTS, type ReadInputs, readInputs } from './inputs/read-inputs.ts';
import { type Destination, evaluatePlanned, type PlannedEvaluations } from './planned-functions.ts';
import type { Progress } from './progress.ts';
import { readTemplateParameters } from './template-parameters.ts';

/** The options that say where the functions are. */
export interface InputFlags {
  readonly live?: true | undefined;
  readonly region: readonly string[];
  readonly profile?: string | undefined;
  readonly account: readonly string[];
  readonly at?: Date | undefined;
  readonly templateParameters: readonly string[];
  readonly quiet?: true | undefined;
}

/** Where the functions are: in files, or in the account as it is. */
export type Source =
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  | { readonly kind: 'live'; readonly regions: readonly string[]; readonly profile: string | undefined };

/** @throws InputError for options that contradict each other, or where nothing is named. */
export function sourceOf(paths: readonly string[], { live, region, profile, at }: InputFlags): Source {
  if (!live) {
    if (profile !== undefined) throw new InputError('--profile goes with --live');
    if (paths.length === 0)
      throw new InputError('nothing to evaluate: name a file, a directory, or - for standard input');
    return { kind: 'files', paths };
  }
  if (paths.length > 0) throw new InputError('--live reads the account: name no files with it');
  if (at !== undefined) throw new InputError('--live shows the account as it is now: --at needs recorded items');
  return { kind: 'live', regions: [...new Set(region)], profile };
}

/** Everything functions are judged by, wherever it comes from. */
export interface Facts {
  readonly source: FactSource;
  readonly inputs: ReadInputs;
  readonly planned: PlannedEvaluations;
}

/**
 * Reads what the functions are judged by.
 *
 * @throws InputError naming the input or the API call that cannot be used.
 */
export async function readFacts(
  from: Source,
  flags: InputFlags,
  parameters: RuleParameters,
  now: Date,
  progress: Progress,
): Promise<Facts> {
  const reading =
    from.kind === 'live'
      ? readLive(from, parameters, now, progress, flags.quiet ?? false)
      : readFiles(from.paths, flags, parameters, now, progress);
  return reading.finally(() => progress.end());
}

const NOTHING_PLANNED: PlannedEvaluations = { evaluations: [], described: [], unresolved: [], unseen: [] };

async function readFiles(
  paths: readonly string[],
  flags: InputFlags,
  parameters: RuleParameters,
  now: Date,
  progress: Progress,
): Promise<Facts> {
  const source = new RecordedState(parameters, flags.at?.getTime() ?? Number.POSITIVE_INFINITY);
  const inputs = await readInputs(paths, source, progress);
  const planned = inputs.planned.isEmpty
    ? NOTHING_PLANNED
    : await evaluatePlanned(inputs.planned, await destinationOf(flags), source, parameters, now);
  return { source, inputs, planned };
}

async function destinationOf({ account, region, templateParameters }: InputFlags): Promise<Destination> {
  if (account.length > 1 || region.length > 1) {
    throw new InputError('templates and plans go to one account and Region: give --account and --region once');
  }
  const [accountId] = account;
  const [to] = region;
  return { accountId, region: to, parameters: await readTemplateParameters(templateParameters) };
}

async function readLive(
  { regions, profile }: Extract<Source, { kind: 'live' }>,
  parameters: RuleParameters,
  now: Date,
  progress: Progress,
  isQuiet: boolean,
): Promise<Facts> {
  // The AWS SDK is loaded only when it is needed: it takes longer to load than most files take to evaluate.
  // Its notice about the next Node.js version is for developers, not for the person who evaluates.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { readLiveAccount } = await import('./live-account.ts');
  const onProgress = (text: string) => progress.show(() => text);
  const account = await readLiveAccount({ regions, profile, parameters, now, onProgress });
  progress.end();
  if (!isQuiet) process.stderr.write(`organization policies ${account.organizationPolicies}\n`);
  return { source: account, inputs: NO_INPUTS, planned: NOTHING_PLANNED };
}
