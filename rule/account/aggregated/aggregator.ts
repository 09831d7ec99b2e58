import {
  type AggregatedSourceStatus,
  type ConfigServiceClient,
  paginateDescribeConfigurationAggregatorSourcesStatus,
  SelectAggregateResourceConfigCommand,
} from '@aws-sdk/client-config-service';
import { INVENTORY_QUERY } from '../../recorded/inventory-query.ts';
import { atMost, sideBySide } from '../concurrency.ts';

/** A page of the answer, as the API and the AWS CLI give it. */
export interface QueryPage {
  readonly Results: readonly string[];
  /** Absent where the answer does not say what was selected. */
  readonly QueryInfo?: { readonly SelectFields: readonly { readonly Name: string }[] };
}

/** An answer of AWS Config that cannot be what it lists. */
export class AggregatorError extends Error {
  override readonly name = 'AggregatorError';
}

/** A part of the organization of which the aggregator holds nothing, or no longer what is so. */
export interface UnseenPlace {
  /** `null` where it is not one account. */
  readonly accountId: string | null;
  readonly region: string | null;
  readonly why: string;
}

export interface AggregatorOptions {
  readonly aggregator: string;
  /** Only these accounts, where there are any. */
  readonly accounts: readonly string[];
  readonly onPage: (page: QueryPage) => void;
  /** Called with the number of accounts that are read, and of all. */
  readonly onProgress?: (done: number, all: number) => void;
}

/** Each is a chain of pages of which only one names the next. */
const CHAINS_AT_A_TIME = 8;
/** More chains than run at a time, so that a long one does not hold up the end. */
const CHAINS = 48;
/** An expression holds 4,096 characters at most: an account takes 16 of them. */
const MOST_ACCOUNTS_IN_A_CHAIN = 200;
const LARGEST_PAGE = 100;

/**
 * Reads the functions, roles and customer managed policies of every account and Region an AWS Config aggregator sees: about
 * one call for 100 of them. Accounts are read in groups, side by side.
 *
 * @returns what the aggregator says it does not see.
 * @throws ApiCallError naming the call that failed and what it was for.
 */
export async function readAggregator(
  config: ConfigServiceClient,
  { aggregator, accounts: only, onPage, onProgress }: AggregatorOptions,
): Promise<readonly UnseenPlace[]> {
  const statuses: AggregatedSourceStatus[] = [];
  const pages = paginateDescribeConfigurationAggregatorSourcesStatus(
    { client: config, pageSize: LARGEST_PAGE },
    { ConfigurationAggregatorName: aggregator },
  );
  for await (const page of pages) statuses.push(...(page.AggregatedSourceStatusList ?? []));

  const listed = new Set(statuses.flatMap(({ SourceId: id = '' }) => (/^\d{12}$/.test(id) ? [id] : [])));
  const accounts = [...listed].filter((id) => only.length === 0 || only.includes(id)).sort();
  // Where the aggregator names no accounts, one chain reads all there is.
  const isUnlisted = listed.size === 0 && only.length === 0;
  const groups = isUnlisted ? [[]] : inGroups(listed.size === 0 ? only : accounts);
  const inTurn = atMost(CHAINS_AT_A_TIME);
  const work = sideBySide();
  let done = 0;
  for (const group of groups) {
    const read = async () => {
      await readChain(config, aggregator, queryFor(group), onPage, work.signal);
      done += group.length;
      onProgress?.(done, accounts.length);
    };
    void work.start(() => inTurn(read)).catch(() => undefined);
  }
  // It throws the first failure, which has stopped the other chains.
  await work.end();
  const asked = statuses
    .flatMap(unseenIn)
    .filter(({ accountId }) => only.length === 0 || only.includes(accountId ?? ''));
  const unlisted = listed.size === 0 ? [] : only.filter((id) => !listed.has(id));
  return [
    ...asked,
    ...unlisted.map((accountId) => ({ accountId, region: null, why: 'the aggregator does not list it' })),
  ];
}

async function readChain(
  config: ConfigServiceClient,
  aggregator: string,
  expression: string,
  onPage: AggregatorOptions['onPage'],
  signal: AbortSignal,
): Promise<void> {
  let token: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await config.send(
      new SelectAggregateResourceConfigCommand({
        Expression: expression,
        ConfigurationAggregatorName: aggregator,
        Limit: LARGEST_PAGE,
        NextToken: token,
      }),
    );
    if (page.Results === undefined)
      throw new AggregatorError('config:SelectAggregateResourceConfig: an answer without Results');
    const fields = page.QueryInfo?.SelectFields?.flatMap(({ Name }) => (Name === undefined ? [] : [{ Name }]));
    onPage({ Results: page.Results, ...(fields !== undefined && { QueryInfo: { SelectFields: fields } }) });
    token = page.NextToken;
    // A page may be empty and still name the next one.
  } while (token);
}

function queryFor(accounts: readonly string[]): string {
  if (accounts.length === 0) return INVENTORY_QUERY;
  const [only] = accounts;
  return accounts.length === 1
    ? `${INVENTORY_QUERY} AND accountId = '${only}'`
    : `${INVENTORY_QUERY} AND accountId IN (${accounts.map((id) => `'${id}'`).join(', ')})`;
}

function inGroups(accounts: readonly string[]): readonly (readonly string[])[] {
  const size = Math.min(MOST_ACCOUNTS_IN_A_CHAIN, Math.ceil(accounts.length / CHAINS));
  const groups: string[][] = [];
  for (let at = 0; at < accounts.length; at += size) groups.push(accounts.slice(at, at + size));
  return groups;
}

function unseenIn(source: AggregatedSourceStatus): readonly UnseenPlace[] {
  const { SourceId: id = '', AwsRegion: region, LastUpdateStatus: status, LastUpdateTime: time } = source;
  if (status === 'SUCCEEDED') return [];
  const since = time === undefined ? 'it was never updated' : `last updated ${time.toISOString()}`;
  const code = [source.LastErrorCode, source.LastErrorMessage].filter((text) => text).join(': ');
  const accountId = /^\d{12}$/.test(id) ? id : null;
  const whose = accountId === null && id !== '' ? `${id} ` : '';
  return [
    {
      accountId,
      region: region ?? null,
      why: `${whose}${status ?? 'not read yet'}: ${since}${code === '' ? '' : ` (${code})`}`,
    },
  ];
}
