import { readAccount } from '../account/all-roles.ts';
import type { Clients } from '../account/clients.ts';
import { sideBySide } from '../account/concurrency.ts';
import type { ReadManagedPolicy } from '../account/managed-policy.ts';
import { askOrganization, describeAnswer, IGNORED } from '../account/organization.ts';
import { readRegion } from '../account/region-functions.ts';
import { type Candidate, openSample } from '../account/sample-role.ts';
import { dependsOnRole, isLocallyAllowed, NOT_READ, roleFactsOf } from '../account/what-to-read.ts';
import { decide } from '../core/decide.ts';
import { roleAssessor } from '../core/iam/assess-role.ts';
import type { KnownRole, OrganizationDecision, RoleFacts } from '../core/iam/model.ts';
import type { RecordedFunction } from '../core/model.ts';
import { LAMBDA_FUNCTION } from '../recorded/lambda-function.ts';
import type { Invocation } from './event.ts';
import { failIfUndecided, findingOf, type Tally } from './invocation-record.ts';
import { goneFunctions, isNews } from './news.ts';
import { type PreviousResult, readPreviousResults, resourceKey } from './previous-results.ts';
import { openReport } from './put-evaluations.ts';

/** A function with the facts of its role, where its verdict depends on them. */
interface Draft {
  readonly fn: RecordedFunction;
  readonly role: RoleFacts | undefined;
  /** Only what the organization's policies say can still turn the verdict. */
  readonly awaitsOrganization: boolean;
}

/**
 * Evaluates every function of the account and Region. Each page of functions is judged and reported as soon as the roles,
 * the previous results and the organization's answer are in, while the next pages are still being listed.
 *
 * The organization is asked about one role only: IAM throttles its simulator early, and service control policies are
 * written for accounts. So the answer for one role that would otherwise be fine speaks for all such roles. A policy that
 * singles out principals can make it wrong for some; a change event asks about the very role of its function.
 */
export async function sweep(
  invocation: Invocation,
  triggerTime: Date,
  clients: Clients,
  readPolicy: ReadManagedPolicy,
  now: Date,
  tally: Tally,
): Promise<void> {
  const { parameters } = invocation;
  const asksOrganization = parameters.organizationPolicies === 'EVALUATE';
  if (!asksOrganization) tally.organizationPolicies = IGNORED;
  const reportsAll = invocation.isTest || parameters.sweepReport === 'ALL';

  const assess = roleAssessor(parameters, now);
  const report = openReport(clients.config, invocation, triggerTime);
  const listed = new Set<string>();
  const work = sideBySide();
  const account = work.start(() => readAccount(clients.iam, { readPolicy, signal: work.signal }));
  const previous = work.start(() => previousResults(invocation, clients, work.signal));
  const sample = openSample(askAbout);

  async function askAbout({ fn, role }: Candidate): Promise<OrganizationDecision> {
    const answer = await askOrganization(clients.simulator, role, fn, parameters.requiredActions, now);
    tally.organizationPolicies = describeAnswer(answer, role.arn);
    return answer;
  }

  async function draft(fn: RecordedFunction): Promise<Draft> {
    if (!dependsOnRole(fn, parameters, now)) return { fn, role: undefined, awaitsOrganization: false };
    const role = await roleFactsOf(fn, await account);
    if (!asksOrganization || role.kind !== 'known' || !isLocallyAllowed(assess(role, fn), parameters)) {
      return { fn, role, awaitsOrganization: false };
    }
    sample.offer({ fn, role });
    return { fn, role, awaitsOrganization: true };
  }

  const judged = new WeakMap<RoleFacts, RoleFacts>();

  function judge({ fn, role, awaitsOrganization }: Draft, organization: OrganizationDecision) {
    const facts = role?.kind === 'known' && awaitsOrganization ? withOrganization(role, organization) : role;
    const verdict = decide(fn, () => (facts === undefined ? NOT_READ : assess(facts, fn)), parameters, now);
    return findingOf(tally, fn, verdict);
  }

  /** The same object each time: the assessment of a role is remembered by its facts. */
  function withOrganization(role: KnownRole, organization: OrganizationDecision): RoleFacts {
    const known = judged.get(role) ?? { ...role, organization };
    judged.set(role, known);
    return known;
  }

  async function judgePage(drafting: Promise<readonly Draft[]>): Promise<void> {
    const [drafts, before] = await Promise.all([drafting, previous]);
    const reportEach = (drafted: readonly Draft[], organization: OrganizationDecision) => {
      for (const one of drafted) {
        const known = before.get(resourceKey(LAMBDA_FUNCTION, one.fn.resourceId));
        const finding = judge(one, organization);
        if (finding !== undefined && (reportsAll || isNews(finding, known))) report.add(finding);
      }
    };
    const waiting = drafts.filter(({ awaitsOrganization }) => awaitsOrganization);
    reportEach(
      drafts.filter(({ awaitsOrganization }) => !awaitsOrganization),
      { kind: 'not-evaluated' },
    );
    if (waiting.length > 0) reportEach(waiting, await sample.answer);
  }

  async function judgeRegion(): Promise<void> {
    const drafting: Promise<unknown>[] = [];
    const onFunctions = (listing: readonly RecordedFunction[]) => {
      // Functions created or deleted meanwhile shift the pages, and one may be listed twice.
      const functions = listing.filter(({ resourceId }) => !listed.has(resourceId));
      for (const { resourceId } of functions) listed.add(resourceId);
      const page = work.start(() => Promise.all(functions.map(draft)));
      drafting.push(page);
      void work.start(() => judgePage(page));
    };
    await readRegion(clients, { parameters, onFunctions, signal: work.signal });
    await Promise.all(drafting);
  }

  async function judgeAll(): Promise<void> {
    void work.start(judgeRegion);
    await work.end();
    for (const finding of goneFunctions(await previous, listed)) {
      tally.verdicts.NOT_APPLICABLE++;
      report.add(finding);
    }
  }

  try {
    // What could be decided is reported, whatever became of the rest.
    await throwingLast([judgeAll, () => report.finish(), async () => failIfUndecided(tally)]);
  } finally {
    tally.reported = report.accepted;
  }
}

async function previousResults({ isTest, ruleName }: Invocation, { config }: Clients, signal: AbortSignal) {
  // In test mode nothing is kept, so there is nothing to compare with.
  if (isTest || ruleName === undefined) return new Map<string, PreviousResult>();
  return readPreviousResults(config, ruleName, signal);
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
