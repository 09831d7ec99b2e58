import { readAccount } from '../account/all-roles.ts';
import { ApiCallError } from '../account/api-calls.ts';
import { sideBySide } from '../account/concurrency.ts';
import { type Candidate, IGNORED } from '../account/organization.ts';
import { askAboutRoles, type OrganizationAnswers } from '../account/organization-answers.ts';
import { readRegion } from '../account/region-functions.ts';
import { decidedByOrganization, dependsOnRole, type ReadRoleFacts, roleFactsOf } from '../account/what-to-read.ts';
import { decider } from '../core/decide.ts';
import { NO_ROLE } from '../core/execution-role.ts';
import type { KnownRole, RoleFacts } from '../core/iam/model.ts';
import { remembered } from '../core/memo.ts';
import type { RecordedFunction } from '../core/model.ts';
import { LAMBDA_FUNCTION } from '../recorded/lambda-function.ts';
import { goneFunctions } from './gone-functions.ts';
import { failIfUndecided, findingOf } from './invocation-record.ts';
import { blamesOrganization, isNews } from './news.ts';
import { type PreviousResults, readPreviousResults, resourceKey } from './previous-results.ts';
import { type Finding, openReport, type Report } from './put-evaluations.ts';
import type { RuleRun } from './rule-run.ts';

/** The Region as it is: the functions that were listed, and what AWS Config holds about them. */
interface Inventory {
  /** Names of the functions. */
  readonly listed: ReadonlySet<string>;
  readonly drafts: readonly Draft[];
  readonly previous: PreviousResults;
}

/** A function with the facts of its role, where its verdict depends on them. */
type Draft =
  | { readonly kind: 'ready'; readonly fn: RecordedFunction; readonly role?: RoleFacts }
  /** Only what the organization's policies say can still turn the verdict, or the advice with it. */
  | (Candidate & { readonly kind: 'awaits organization' })
  /** A call failed on which its verdict hangs: its last result stays. */
  | { readonly kind: 'failed'; readonly failure: ApiCallError };

/**
 * Evaluates every function of the account and Region, in the order of happening: list and draft, ask the organization, judge,
 * report what changed, and what is gone. What hangs on a call that failed is not reported; everything else is, and the
 * invocation fails in the end.
 */
export async function sweep(run: RuleRun, triggerTime: Date): Promise<void> {
  const report = openReport(run.clients.config, run.invocation, triggerTime);
  try {
    const inventory = await takeInventory(run);
    const { drafts, previous } = inventory;
    const answers = await askOrganization(run, drafts, previous, triggerTime);
    // Nothing may be reported behind an invocation that was stopped.
    run.signal.throwIfAborted();
    judgeAll(run, drafts, answers, previous, report);
    const failures = [...answers.failures, ...drafts.flatMap((one) => (one.kind === 'failed' ? [one.failure] : []))];
    await throwingLast([
      () => reportGone(run, inventory, report),
      () => report.finish(),
      async () => failIfUndecided(run.record),
      async () => throwFirst(failures),
    ]);
  } finally {
    run.record.reported = report.accepted;
  }
}

/**
 * Lists the functions, and beside that chain reads what AWS Config holds and, once there is a function, the roles. Drafts are made
 * meanwhile: each page of the chain leaves time for them.
 */
async function takeInventory(run: RuleRun): Promise<Inventory> {
  const { invocation, clients, readPolicy, signal } = run;
  const work = sideBySide(signal);
  const listed = new Set<string>();
  const drafts: Promise<Draft>[] = [];
  const previous = work.start(() => readPreviousResults(clients.config, invocation, work.signal));
  let account: Promise<ReadRoleFacts> | undefined;
  const readRoles = () => {
    account ??= work.start(() => readAccount(clients.iam, { readPolicy, signal: work.signal }));
    return account;
  };
  const onFunctions = (page: readonly RecordedFunction[]) => {
    for (const fn of page) {
      // Functions created or deleted meanwhile shift the pages, and one may be listed twice.
      if (listed.has(fn.resourceId)) continue;
      listed.add(fn.resourceId);
      drafts.push(work.start(async () => draft(run, fn, await readRoles())));
    }
  };
  const { parameters } = invocation;
  const options = { parameters, onListed: readRoles, onFunctions, signal: work.signal };
  void work.start(() => readRegion(clients, options));
  await work.end();
  return { listed, drafts: await Promise.all(drafts), previous: await previous };
}

async function draft({ invocation, now }: RuleRun, fn: RecordedFunction, readRole: ReadRoleFacts): Promise<Draft> {
  const { parameters } = invocation;
  if (!dependsOnRole(fn, parameters, now)) return { kind: 'ready', fn };
  try {
    const role = await roleFactsOf(fn, readRole);
    if (role.kind !== 'known') return { kind: 'ready', fn, role };
    const decides = decidedByOrganization(role, fn, parameters, now);
    return decides === 'nothing' ? { kind: 'ready', fn, role } : { kind: 'awaits organization', fn, role, decides };
  } catch (failure) {
    if (failure instanceof ApiCallError) return { kind: 'failed', failure };
    throw failure;
  }
}

async function askOrganization(
  { invocation, clients, now, record }: RuleRun,
  drafts: readonly Draft[],
  previous: PreviousResults,
  triggerTime: Date,
): Promise<OrganizationAnswers> {
  const { parameters } = invocation;
  if (parameters.organizationPolicies === 'IGNORE') {
    record.organizationPolicies = IGNORED;
    return { of: () => ({ kind: 'not-evaluated', why: IGNORED }), description: IGNORED, failures: [] };
  }
  const candidates: Candidate[] = drafts.flatMap((one) => (one.kind === 'awaits organization' ? [one] : []));
  const question = { simulator: clients.simulator, actions: parameters.requiredActions, now };
  const answers = await askAboutRoles(question, candidates, {
    hour: Math.floor(triggerTime.getTime() / 3_600_000),
    contradicts: ({ fn }, answer) => {
      const before = previous.get(resourceKey(LAMBDA_FUNCTION, fn.resourceId));
      const isDenied = answer.kind === 'evaluated' && answer.denied.size > 0;
      return before !== undefined && blamesOrganization(before) !== isDenied;
    },
  });
  record.organizationPolicies = answers.description;
  return answers;
}

function judgeAll(
  { invocation, now, record }: RuleRun,
  drafts: readonly Draft[],
  answers: OrganizationAnswers,
  previous: PreviousResults,
  report: Report,
): void {
  const { parameters, isTest } = invocation;
  const reportsAll = isTest || parameters.sweepReport === 'ALL';
  const decide = decider(parameters, now);
  // The same object each time: the assessment of a role is remembered by its facts.
  const completed = new WeakMap<KnownRole, KnownRole>();
  for (const one of drafts) {
    if (one.kind === 'failed') continue;
    const { fn } = one;
    let { role } = one;
    if (one.kind === 'awaits organization') {
      const organization = answers.of(one.role);
      if (organization === undefined && one.decides === 'verdict') continue;
      if (organization !== undefined) role = remembered(completed, one.role, () => ({ ...one.role, organization }));
    }
    // Where the verdict hangs on no role, it is not asked for.
    const verdict = decide(fn, () => role ?? NO_ROLE);
    const finding = findingOf(record, fn, verdict);
    const before = previous.get(resourceKey(LAMBDA_FUNCTION, fn.resourceId));
    if (finding !== undefined && (reportsAll || isNews(finding, before))) report.add(finding);
  }
}

async function reportGone({ clients, record }: RuleRun, { listed, previous }: Inventory, report: Report) {
  const onGone = (finding: Finding) => {
    record.verdicts.NOT_APPLICABLE++;
    report.add(finding);
  };
  await goneFunctions(clients.lambda, previous, listed, onGone);
}

function throwFirst([first]: readonly ApiCallError[]): void {
  if (first !== undefined) throw first;
}

/** Takes every step, in order, and throws what failed on the way. */
async function throwingLast(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (failure) {
      failures.push(failure);
    }
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) {
    throw new AggregateError(
      failures,
      failures.map((failure) => (failure instanceof Error ? failure.message : failure)).join('; '),
    );
  }
}
