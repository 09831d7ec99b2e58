import type { CapturedFunction } from '../core/evaluation.ts';
import { roleToLookUp } from '../core/execution-role.ts';
import { awsManagedPolicies } from '../core/iam/aws-managed-policies.ts';
import type { Policy, RoleFacts } from '../core/iam/model.ts';
import { type BindRole, unbound } from '../core/iam/organization-policies.ts';
import { once, remembered } from '../core/memo.ts';
import type { FunctionFacts, RecordedFunction } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import type { ConfigurationItem } from './configuration-item.ts';
import { tagsOf } from './function-tags.ts';
import { type PolicyRecord, recordedPolicy } from './iam-policy.ts';
import type { ItemSink } from './item-sink.ts';
import type { JsonObject } from './json-members.ts';
import { KnownEventSources } from './known-event-sources.ts';
import { NewestCaptures } from './newest-captures.ts';
import { recordedFact } from './recorded-fact.ts';
import { policyFinder, type RecordedRole, recordedRoleFacts } from './role-facts.ts';
import { reconcileFunctions, reconcilePolicies, reconcileRoles } from './undated-captures.ts';

/** Functions, roles and policies of any number of accounts and Regions, as AWS Config recorded them at one moment. */
export class RecordedState implements ItemSink {
  readonly #functions = new NewestCaptures<FunctionFacts>(reconcileFunctions);
  /** What recorders that do not record functions say of them. It counts only where no recorder does. */
  readonly #statements = new Map<string, CapturedFunction>();
  readonly #roles = new NewestCaptures<RecordedRole>(reconcileRoles);
  readonly #policies = new NewestCaptures<PolicyRecord>(reconcilePolicies);
  readonly #eventSources = new KnownEventSources();
  readonly #roleFacts = new Map<string, RoleFacts>();
  /** What functions of an account were told about the role they name, by its ARN. */
  readonly #lookedUp = new Map<string, { readonly accountId: string; readonly facts: RoleFacts }>();
  readonly #exemptionTagKey: string;
  readonly #findPolicy: (arn: string) => Policy;
  readonly #until: number;
  readonly #tagKeys: readonly string[];
  #bind = unbound;

  /** Captures after `until`, in milliseconds since the epoch, are not looked at. Of functions, these tags are kept. */
  constructor(parameters: RuleParameters, until: number, tagKeys: readonly string[] = []) {
    this.#tagKeys = tagKeys;
    this.#exemptionTagKey = parameters.exemptionTagKey;
    const awsManagedPolicy = awsManagedPolicies(parameters.requiredActions);
    const parsed = once((arn: string) => ({ policy: this.#policy(arn) }));
    this.#findPolicy = policyFinder(awsManagedPolicy, (arn) => parsed(arn).policy);
    this.#until = until;
  }

  /** From now on, roles are under the policies of an organization. */
  bindRoles(bind: BindRole): void {
    this.#bind = bind;
    this.#lookedUp.clear();
  }

  configurationItem(item: ConfigurationItem): void {
    const { capturedAt, isRecorderStatement } = item;
    if (capturedAt !== undefined && capturedAt > this.#until) return;
    const fact = recordedFact(item, this.#exemptionTagKey);
    switch (fact.kind) {
      case 'function': {
        const value = this.#tagKeys.length === 0 ? fact.facts : { ...fact.facts, tags: tagsOf(item, this.#tagKeys) };
        if (isRecorderStatement) this.#note(fact.arn, { value, capturedAt });
        else this.#functions.add(fact.arn, item, value);
        break;
      }
      case 'role':
        if (!isRecorderStatement) this.#roles.add(fact.arn, item, fact.role);
        break;
      case 'policy':
        if (!isRecorderStatement) this.#policies.add(fact.arn, item, fact.policy);
        break;
    }
  }

  #note(arn: string, statement: CapturedFunction): void {
    const known = this.#statements.get(arn)?.capturedAt ?? Number.NEGATIVE_INFINITY;
    if ((statement.capturedAt ?? Number.NEGATIVE_INFINITY) >= known) this.#statements.set(arn, statement);
  }

  eventSourceMapping(mapping: JsonObject): void {
    this.#eventSources.add(mapping);
  }

  /** The functions, in no particular order. */
  *functions(): Generator<CapturedFunction> {
    for (const captured of this.#functions.values()) {
      const value = this.#eventSources.joinedTo(captured.value);
      yield value === captured.value ? captured : { ...captured, value };
    }
    for (const [arn, statement] of this.#statements) {
      if (this.#functions.get(arn) === undefined) yield statement;
    }
  }

  /** The facts about a function's execution role; the same object each time the same role is asked for. */
  roleFacts(fn: RecordedFunction): RoleFacts {
    const { role, accountId } = fn;
    // Without a role or with one that is not known there is nothing to look up.
    if (typeof role !== 'string') return this.#roleFactsOf(fn);
    const known = this.#lookedUp.get(role);
    if (known?.accountId === accountId) return known.facts;
    const facts = this.#roleFactsOf(fn);
    this.#lookedUp.set(role, { accountId, facts });
    return facts;
  }

  #roleFactsOf(fn: RecordedFunction): RoleFacts {
    const role = roleToLookUp(fn);
    return typeof role === 'string' ? this.#bind(this.#factsOf(role), fn.accountId) : role;
  }

  /** What was recorded about a role itself; `undefined` when nothing was. */
  recordedRole(arn: string): RoleFacts | undefined {
    return this.#roles.get(arn) === undefined ? undefined : this.#factsOf(arn);
  }

  /** A managed policy: AWS's own out of the table that ships with the tool, others as recorded. */
  findPolicy(arn: string): Policy {
    return this.#findPolicy(arn);
  }

  #factsOf(arn: string): RoleFacts {
    return remembered(this.#roleFacts, arn, () =>
      recordedRoleFacts(arn, this.#roles.get(arn)?.value, this.#findPolicy),
    );
  }

  #policy(arn: string): Policy | undefined {
    const record = this.#policies.get(arn)?.value;
    return record === undefined ? undefined : recordedPolicy(record);
  }
}
