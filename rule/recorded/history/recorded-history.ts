import type { Change } from '../../core/history/change.ts';
import type { CaptureSpan, FunctionHistory, Period } from '../../core/history/model.ts';
import { replayer, withTimeAfterRecord } from '../../core/history/replay.ts';
import { awsManagedPolicies } from '../../core/iam/aws-managed-policies.ts';
import { type BindRole, unbound } from '../../core/iam/organization-policies.ts';
import { remembered } from '../../core/memo.ts';
import type { FunctionFacts } from '../../core/model.ts';
import type { RuleParameters } from '../../core/parameters.ts';
import { functionsInOrder } from '../../core/place.ts';
import type { ConfigurationItem } from '../configuration-item.ts';
import { DELETED, type PolicyRecord } from '../iam-policy.ts';
import type { ItemSink, Snapshot } from '../item-sink.ts';
import type { JsonObject } from '../json-members.ts';
import { KnownEventSources } from '../known-event-sources.ts';
import { recordedFact } from '../recorded-fact.ts';
import type { RecordedRole } from '../role-facts.ts';
import { reconcileFunctions, reconcilePolicies, reconcileRoles } from '../undated-captures.ts';
import { CaptureTable } from './captures-by-arn.ts';
import { RoleHistories } from './role-histories.ts';
import { isSameFunction, isSamePolicy, isSameRole } from './same-facts.ts';
import { Snapshots } from './snapshots.ts';

/** What a recorder that does not record functions said of one, and when. */
interface Statement {
  readonly at: number;
  readonly facts: FunctionFacts;
}

/** Functions, roles and policies of any number of accounts and Regions, as AWS Config recorded them over a period. */
export class RecordedHistory implements ItemSink {
  readonly #period: Period;
  #parameters: RuleParameters;
  readonly #snapshots = new Snapshots();
  readonly #functions: CaptureTable<FunctionFacts>;
  readonly #statements = new Map<string, Statement[]>();
  readonly #roles: CaptureTable<RecordedRole>;
  readonly #policies: CaptureTable<PolicyRecord>;
  readonly #eventSources = new KnownEventSources();
  readonly #deliveries = new Set<Snapshot>();
  #bind = unbound;
  #isReplayed = false;
  #captures = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  constructor(parameters: RuleParameters, period: Period) {
    this.#period = period;
    this.#parameters = parameters;
    const table = <Facts>(rules: ConstructorParameters<typeof CaptureTable<Facts>>[2]) =>
      new CaptureTable<Facts>(period, this.#snapshots, rules);
    this.#functions = table({ isSame: isSameFunction, reconcile: reconcileFunctions, gone: goneFunction });
    this.#roles = table({ isSame: isSameRole, reconcile: reconcileRoles, gone: () => ({ kind: 'deleted' }) });
    this.#policies = table({ isSame: isSamePolicy, reconcile: reconcilePolicies, gone: gonePolicy });
  }

  /** From now on, roles are under the policies of an organization, through the whole period. */
  bindRoles(bind: BindRole, organizationId: string): void {
    this.#bind = bind;
    this.#parameters = { ...this.#parameters, organizationId };
  }

  /** Takes captures in any order. Those after the period are only counted. */
  configurationItem(item: ConfigurationItem, snapshot?: Snapshot): void {
    const { capturedAt, isRecorderStatement } = item;
    if (snapshot !== undefined) this.#deliveries.add(snapshot);
    const fact = recordedFact(item, this.#parameters.exemptionTagKey);
    // It says what one recorder does, and nothing about the resource.
    if (isRecorderStatement && fact.kind !== 'function') return;
    this.#captures++;
    if (capturedAt !== undefined) {
      this.#first = Math.min(this.#first, capturedAt);
      this.#last = Math.max(this.#last, capturedAt);
      if (capturedAt >= this.#period.to) return;
    }
    switch (fact.kind) {
      case 'function':
        if (isRecorderStatement) this.#note(fact.arn, { at: capturedAt ?? this.#period.from, facts: fact.facts });
        else this.#functions.add(fact.arn, item, fact.facts, snapshot);
        break;
      case 'role':
        this.#roles.add(fact.arn, item, fact.role, snapshot);
        break;
      case 'policy':
        this.#policies.add(fact.arn, item, fact.policy, snapshot);
        break;
    }
  }

  /** A mapping carries no time: it is taken to have been there through the whole period. */
  eventSourceMapping(mapping: JsonObject): void {
    this.#eventSources.add(mapping);
  }

  #note(arn: string, statement: Statement): void {
    remembered(this.#statements, arn, (): Statement[] => []).push(statement);
  }

  span(): CaptureSpan | undefined {
    if (!Number.isFinite(this.#first)) return undefined;
    return { captures: this.#captures, first: this.#first, last: this.#last };
  }

  /** The part of the period something was delivered about: up to the last capture or snapshot, that moment included. */
  told(): Period {
    const { from, to } = this.#period;
    const last = Math.max(this.#last, ...[...this.#deliveries].map(({ takenAt }) => takenAt));
    return { from, to: Math.max(Math.min(to, last + 1), from + 1) };
  }

  /**
   * Every function recorded by the end of the period, sorted by account, Region and name. What was recorded is let go on the way.
   *
   * @throws Error the second time, which would find nothing, and say so as if nothing had been there.
   */
  replay(): readonly FunctionHistory[] {
    if (this.#isReplayed) throw new Error('the history was replayed before');
    this.#isReplayed = true;
    const told = this.told();
    const awsManaged = awsManagedPolicies(this.#parameters.requiredActions);
    const roles = new RoleHistories(told, this.#roles, this.#policies, awsManaged, this.#bind);
    const replay = replayer(this.#parameters, told, roles);
    const histories: FunctionHistory[] = [];
    for (const changes of this.#functionChanges()) {
      const joined = changes.map((change) => ({ ...change, facts: this.#eventSources.joinedTo(change.facts) }));
      const history = replay(joined);
      if (history !== undefined) histories.push(withTimeAfterRecord(history, { from: told.to, to: this.#period.to }));
    }
    return histories.sort(functionsInOrder);
  }

  *#functionChanges(): Generator<readonly Change<FunctionFacts>[]> {
    const captured = new Set<string>();
    for (const [arn, changes] of this.#functions.drain()) {
      captured.add(arn);
      yield [...this.#statementChanges(arn, changes[0]?.at ?? Number.POSITIVE_INFINITY), ...changes];
    }
    for (const arn of this.#statements.keys()) {
      if (!captured.has(arn)) yield this.#statementChanges(arn, Number.POSITIVE_INFINITY);
    }
  }

  /** What recorders that do not record functions said: it counts until one that does captured the function. */
  #statementChanges(arn: string, until: number): readonly Change<FunctionFacts>[] {
    const changes: Change<FunctionFacts>[] = [];
    for (const { at, facts } of (this.#statements.get(arn) ?? []).toSorted((one, other) => one.at - other.at)) {
      const moment = Math.max(at, this.#period.from);
      if (moment >= until) break;
      if (changes.at(-1)?.at === moment) changes.pop();
      changes.push({ at: moment, facts, status: 'not recorded' });
    }
    return changes;
  }
}

function goneFunction({ accountId, region, resourceId, arn }: FunctionFacts): FunctionFacts {
  return { kind: 'out-of-scope', accountId, region, resourceId, arn, because: 'deleted' };
}

function gonePolicy({ arn }: PolicyRecord): PolicyRecord {
  return { arn, document: DELETED };
}
