import type { UnseenPlace } from '../account/aggregated/aggregator.ts';
import type { FactSource } from '../core/evaluation.ts';
import type { OrganizationPolicies } from '../core/iam/organization-policies.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { RecordedState } from '../recorded/recorded-state.ts';
import { withAwsSdk } from './aws-sdk.ts';
import { InputError } from './input-error.ts';
import { type ReadInputs, readInputs } from './inputs/read-inputs.ts';
import type { LiveConnection } from './live-account.ts';
import { bindingOf, requireOrganization, underOrganization, withOrganizationFile } from './organization.ts';
import { type Destination, evaluatePlanned, NOTHING_PLANNED, type PlannedEvaluations } from './planned-functions.ts';
import type { Progress } from './progress.ts';
import { TAGS_ARE_RECORDED, type TagChoice, tagKeysOf } from './tag-options.ts';
import { readTemplateParameters } from './template-parameters.ts';

/** The options that say where the functions are. */
export interface InputFlags {
  readonly live?: true | undefined;
  readonly region: readonly string[];
  readonly profile?: string | undefined;
  readonly aggregator?: string | undefined;
  readonly organization?: true | undefined;
  readonly organizationPolicies?: string | undefined;
  readonly saveOrganization?: string | undefined;
  readonly account: readonly string[];
  readonly at?: Date | undefined;
  readonly templateParameters: readonly string[];
  readonly quiet?: true | undefined;
  readonly tag?: readonly TagChoice[] | undefined;
  readonly groupBy?: string | undefined;
}

/** Where the functions are: in files, in the account as it is, or in everything an aggregator sees; files may stand beside those. */
export type Source =
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  | { readonly kind: 'account'; readonly paths: readonly string[]; readonly connection: LiveConnection }
  | {
      readonly kind: 'aggregator';
      readonly paths: readonly string[];
      readonly aggregator: string;
      readonly connection: LiveConnection;
    };

/** @throws InputError for options that contradict each other, or where nothing is named. */
export function sourceOf(paths: readonly string[], flags: InputFlags): Source {
  const { live, aggregator, profile, at, region } = flags;
  if (flags.organization && flags.organizationPolicies !== undefined)
    throw new InputError('--organization and --organization-policies: one of them says what the policies are');
  if (flags.saveOrganization !== undefined && !flags.organization)
    throw new InputError('--save-organization goes with --organization');
  const files = withOrganizationFile(paths, flags.organizationPolicies);
  if (!live) {
    const needsLive = [
      profile !== undefined && '--profile',
      aggregator !== undefined && '--aggregator',
      flags.organization && '--organization',
    ].find((name) => name);
    if (needsLive) throw new InputError(`${needsLive} goes with --live`);
    if (paths.length === 0)
      throw new InputError('nothing to evaluate: name a file, a directory, or - for standard input');
    return { kind: 'files', paths: files };
  }
  if (tagKeysOf(flags).length > 0 && aggregator === undefined)
    throw new InputError('--tag and --group-by need recorded items: --live reads the exemption tag only');
  if (at !== undefined) throw new InputError('--live shows what is so now: --at needs recorded items');
  const connection = { regions: [...new Set(region)], profile };
  if (aggregator === undefined) return { kind: 'account', paths: files, connection };
  if (connection.regions.length > 1)
    throw new InputError('--aggregator: give one --region, that of the aggregator; it reads all it sees');
  return { kind: 'aggregator', paths: files, aggregator, connection };
}

/** Everything functions are judged by, wherever it comes from. */
export interface Facts {
  readonly source: FactSource;
  readonly inputs: ReadInputs;
  readonly planned: PlannedEvaluations;
  /** As they were given, with what the organization tells. */
  readonly parameters: RuleParameters;
  readonly organization: OrganizationPolicies | undefined;
  /** `undefined` where neither an aggregator nor the organization was asked. */
  readonly unseen: readonly UnseenPlace[] | undefined;
  /** What was read besides the facts themselves, in sentences. */
  readonly remarks: readonly string[];
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
    from.kind === 'files'
      ? readFiles(from.paths, flags, parameters, now, progress)
      : readLive(from, flags, parameters, now, progress);
  return reading.finally(() => progress.end());
}

async function readFiles(
  paths: readonly string[],
  flags: InputFlags,
  given: RuleParameters,
  now: Date,
  progress: Progress,
): Promise<Facts> {
  const source = new RecordedState(given, flags.at?.getTime() ?? Number.POSITIVE_INFINITY, tagKeysOf(flags));
  const inputs = await readInputs(paths, source, progress);
  if (tagKeysOf(flags).length > 0 && !inputs.planned.isEmpty) throw new InputError(TAGS_ARE_RECORDED);
  const { organization } = inputs;
  requireOrganization(flags.organizationPolicies, organization);
  const parameters = underOrganization(source, organization, given);
  const planned = inputs.planned.isEmpty
    ? NOTHING_PLANNED
    : await evaluatePlanned(
        inputs.planned,
        await destinationOf(flags),
        source,
        bindingOf(organization, parameters),
        parameters,
        now,
      );
  return { source, inputs, planned, parameters, organization, unseen: undefined, remarks: [] };
}

/** Where templates and plans go, as far as the options tell. */
export async function destinationOf({ account, region, templateParameters }: InputFlags): Promise<Destination> {
  if (account.length > 1 || region.length > 1) {
    throw new InputError('templates and plans go to one account and Region: give --account and --region once');
  }
  const [accountId] = account;
  const [to] = region;
  return { accountId, region: to, parameters: await readTemplateParameters(templateParameters) };
}

async function readLive(
  from: Exclude<Source, { kind: 'files' }>,
  flags: InputFlags,
  parameters: RuleParameters,
  now: Date,
  progress: Progress,
): Promise<Facts> {
  const { readLiveFacts } = await withAwsSdk(() => import('./live-facts.ts'));
  return readLiveFacts(from, flags, parameters, now, progress);
}
