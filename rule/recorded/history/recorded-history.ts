import { byCodeUnits } from '../../core/code-unit-order.ts';
import type { CaptureSpan, FunctionHistory, Period } from '../../core/history/model.ts';
import { replayer } from '../../core/history/replay.ts';
import { awsManagedPolicies } from '../../core/iam/aws-managed-policies.ts';
import type { FunctionFacts } from '../../core/model.ts';
import type { RuleParameters } from '../../core/parameters.ts';
import { type ConfigurationItem, ConfigurationItemError, type JsonObject } from '../configuration-item.ts';
import type { PolicyRecord } from '../iam-policy.ts';
import { KnownEventSources } from '../known-event-sources.ts';
import { recordedFact } from '../recorded-fact.ts';
import type { RecordedRole } from '../role-facts.ts';
import { CaptureTable } from './captures-by-arn.ts';
import { RoleHistories } from './role-histories.ts';
import { isSameFunction, isSamePolicy, isSameRole } from './same-facts.ts';

/** Functions, roles and policies of any number of accounts and Regions, as AWS Config recorded them over a period. */
export class RecordedHistory {
  readonly #period: Period;
  readonly #parameters: RuleParameters;
  readonly #functions: CaptureTable<FunctionFacts>;
  readonly #roles: CaptureTable<RecordedRole>;
  readonly #policies: CaptureTable<PolicyRecord>;
  readonly #eventSources = new KnownEventSources();
  #captures = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  constructor(parameters: RuleParameters, period: Period) {
    this.#period = period;
    this.#parameters = parameters;
    this.#functions = new CaptureTable(period, isSameFunction);
    this.#roles = new CaptureTable(period, isSameRole);
    this.#policies = new CaptureTable(period, isSamePolicy);
  }

  /**
   * Takes captures in any order. Those after the period are only counted.
   *
   * @throws ConfigurationItemError when an item is no fact, or says nothing of when it was captured.
   */
  configurationItem(item: ConfigurationItem): void {
    const { resourceType, resourceId, status, capturedAt, stateId } = item;
    if (capturedAt === undefined) {
      throw new ConfigurationItemError(
        `${resourceType} ${resourceId}: a history needs its configurationItemCaptureTime`,
      );
    }
    this.#captures++;
    this.#first = Math.min(this.#first, capturedAt);
    this.#last = Math.max(this.#last, capturedAt);
    if (capturedAt >= this.#period.to) return;
    const fact = recordedFact(item, this.#parameters.exemptionTagKey);
    const capture = { resourceId, status, capturedAt, stateId };
    switch (fact.kind) {
      case 'function':
        this.#functions.add(fact.arn, capture, fact.facts);
        break;
      case 'role':
        this.#roles.add(fact.arn, capture, fact.role);
        break;
      case 'policy':
        this.#policies.add(fact.arn, capture, fact.policy);
        break;
    }
  }

  /** A mapping carries no time: it is taken to have been there through the whole period. */
  eventSourceMapping(mapping: JsonObject): void {
    this.#eventSources.add(mapping);
  }

  span(): CaptureSpan | undefined {
    return this.#captures === 0 ? undefined : { captures: this.#captures, first: this.#first, last: this.#last };
  }

  /** Every function recorded by the end of the period, sorted by account, Region and name. */
  replay(): readonly FunctionHistory[] {
    const awsManaged = awsManagedPolicies(this.#parameters.requiredActions);
    const roles = new RoleHistories(this.#period, this.#roles, this.#policies, awsManaged);
    const replay = replayer(this.#parameters, this.#period, roles);
    const histories: FunctionHistory[] = [];
    for (const changes of this.#functions.all()) {
      const joined = changes.map((change) => ({ ...change, facts: this.#eventSources.joinedTo(change.facts) }));
      const history = replay(joined);
      if (history !== undefined) histories.push(history);
    }
    return histories.sort(
      (one, other) =>
        byCodeUnits(one.accountId, other.accountId) ||
        byCodeUnits(one.region, other.region) ||
        byCodeUnits(one.resourceId, other.resourceId),
    );
  }
}
