import { byCodeUnits } from '../code-unit-order.ts';
import { awsManagedPolicies } from '../iam/aws-managed-policies.ts';
import type { FunctionFacts, UntraceableEventSource } from '../model.ts';
import type { RuleParameters } from '../parameters.ts';
import type { ConfigurationItem, JsonObject } from '../recorded/configuration-item.ts';
import { IAM_POLICY, type PolicyRecord, policyRecord } from '../recorded/iam-policy.ts';
import { IAM_ROLE, roleRecord } from '../recorded/iam-role.ts';
import { KnownEventSources } from '../recorded/known-event-sources.ts';
import { functionFacts } from '../recorded/lambda-function.ts';
import type { RecordedRole } from '../recorded/role-facts.ts';
import { CaptureTable } from './capture-table.ts';
import type { CaptureSpan, FunctionHistory, Period } from './model.ts';
import { replayer } from './replay.ts';
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

  /** Takes captures in any order. Those after the period are only counted. */
  configurationItem(item: ConfigurationItem): void {
    this.#captures++;
    this.#first = Math.min(this.#first, item.capturedAt ?? Number.POSITIVE_INFINITY);
    this.#last = Math.max(this.#last, item.capturedAt ?? Number.NEGATIVE_INFINITY);
    if (item.capturedAt !== undefined && item.capturedAt > this.#period.to) return;
    switch (item.resourceType) {
      case IAM_ROLE: {
        const record = roleRecord(item);
        this.#roles.add(record?.arn ?? item.arn, item, { status: item.status, record });
        break;
      }
      case IAM_POLICY: {
        const record = policyRecord(item);
        this.#policies.add(record.arn, item, record);
        break;
      }
      default: {
        const facts = functionFacts(item, this.#parameters.exemptionTagKey, NO_SOURCES);
        this.#functions.add(facts.arn, item, facts);
        break;
      }
    }
  }

  /** A mapping carries no time: it is taken to have been there through the whole period. */
  eventSourceMapping(mapping: JsonObject): void {
    this.#eventSources.add(mapping);
  }

  span(): CaptureSpan {
    const known = (moment: number) => (Number.isFinite(moment) ? moment : undefined);
    return { captures: this.#captures, first: known(this.#first), last: known(this.#last) };
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

const NO_SOURCES: readonly UntraceableEventSource[] = [];
