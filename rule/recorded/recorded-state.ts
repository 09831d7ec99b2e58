import type { CapturedFunction } from '../core/evaluation.ts';
import { roleToLookUp } from '../core/execution-role.ts';
import { awsManagedPolicies } from '../core/iam/aws-managed-policies.ts';
import type { Policy, RoleFacts } from '../core/iam/model.ts';
import { remembered } from '../core/memo.ts';
import type { FunctionFacts, RecordedFunction } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import type { ConfigurationItem, JsonObject } from './configuration-item.ts';
import { recordedPolicy } from './iam-policy.ts';
import type { ItemSink } from './item-sink.ts';
import { KnownEventSources } from './known-event-sources.ts';
import { NewestCaptures } from './newest-captures.ts';
import { recordedFact } from './recorded-fact.ts';
import { policyFinder, type RecordedRole, recordedRoleFacts } from './role-facts.ts';

/** Functions, roles and policies of any number of accounts and Regions, as AWS Config recorded them at one moment. */
export class RecordedState implements ItemSink {
  readonly #functions = new NewestCaptures<FunctionFacts>();
  readonly #roles = new NewestCaptures<RecordedRole>();
  readonly #policies = new NewestCaptures<Policy>();
  readonly #eventSources = new KnownEventSources();
  readonly #roleFacts = new Map<string, RoleFacts>();
  readonly #exemptionTagKey: string;
  readonly #findPolicy: (arn: string) => Policy;
  readonly #until: number;

  /** Captures after `until`, in milliseconds since the epoch, are not looked at. */
  constructor(parameters: RuleParameters, until: number) {
    this.#exemptionTagKey = parameters.exemptionTagKey;
    this.#findPolicy = policyFinder(awsManagedPolicies(parameters.requiredActions), (arn) => {
      const capture = this.#policies.get(arn);
      return capture?.isRecorded ? capture.value : undefined;
    });
    this.#until = until;
  }

  configurationItem(item: ConfigurationItem): void {
    if (item.capturedAt !== undefined && item.capturedAt > this.#until) return;
    const fact = recordedFact(item, this.#exemptionTagKey);
    switch (fact.kind) {
      case 'function':
        this.#functions.add(fact.arn, item, fact.facts);
        break;
      case 'role':
        this.#roles.add(fact.arn, item, fact.role);
        break;
      case 'policy':
        this.#policies.add(fact.arn, item, recordedPolicy(fact.policy));
        break;
    }
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
  }

  /** The facts about a function's execution role; the same object each time the same role is asked for. */
  roleFacts(fn: RecordedFunction): RoleFacts {
    const role = roleToLookUp(fn);
    if (typeof role !== 'string') return role;
    return remembered(this.#roleFacts, role, () =>
      recordedRoleFacts(role, this.#roles.get(role)?.value, this.#findPolicy),
    );
  }
}
