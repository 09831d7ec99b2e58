import { awsManagedPolicies } from '../core/iam/aws-managed-policies.ts';
import type { Policy, RoleFacts } from '../core/iam/model.ts';
import type { FunctionFacts, RecordedFunction, UntraceableEventSource } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import type { ConfigurationItem, ItemStatus, JsonObject } from '../core/recorded/configuration-item.ts';
import { untraceableMapping } from '../core/recorded/event-source-mapping.ts';
import { defaultVersion, IAM_POLICY, isAwsManaged, policyName } from '../core/recorded/iam-policy.ts';
import { IAM_ROLE, knownRole, type RoleRecord, roleRecord } from '../core/recorded/iam-role.ts';
import { functionFacts } from '../core/recorded/lambda-function.ts';
import type { CapturedFunction } from './evaluate.ts';
import { NewestCaptures } from './sources/newest-captures.ts';
import type { ItemSink } from './sources/read-input.ts';

interface RecordedRole {
  readonly status: ItemStatus;
  readonly record: RoleRecord | undefined;
}

/** Functions, roles and policies of any number of accounts and Regions, as AWS Config recorded them at one moment. */
export class RecordedState implements ItemSink {
  readonly #functions = new NewestCaptures<FunctionFacts>();
  readonly #roles = new NewestCaptures<RecordedRole>();
  readonly #policies = new NewestCaptures<Policy>();
  readonly #eventSources = new Map<string, Set<UntraceableEventSource>>();
  readonly #roleFacts = new Map<string, RoleFacts>();
  readonly #exemptionTagKey: string;
  readonly #awsManagedPolicy: (arn: string) => Policy;
  readonly #until: number;

  /** Captures after `until`, in milliseconds since the epoch, are not looked at. */
  constructor(parameters: RuleParameters, until: number) {
    this.#exemptionTagKey = parameters.exemptionTagKey;
    this.#awsManagedPolicy = awsManagedPolicies(parameters.requiredActions);
    this.#until = until;
  }

  configurationItem(item: ConfigurationItem): void {
    if (item.capturedAt !== undefined && item.capturedAt > this.#until) return;
    switch (item.resourceType) {
      case IAM_ROLE: {
        const record = roleRecord(item);
        this.#roles.add(record?.arn ?? item.arn, item, { status: item.status, record });
        break;
      }
      case IAM_POLICY: {
        const { arn, policy } = defaultVersion(item);
        this.#policies.add(arn, item, policy);
        break;
      }
      default: {
        const facts = withArn(functionFacts(item, this.#exemptionTagKey, NO_SOURCES));
        this.#functions.add(facts.arn, item, facts);
        break;
      }
    }
  }

  eventSourceMapping(mapping: JsonObject): void {
    const found = untraceableMapping(mapping);
    if (found === undefined) return;
    const key = `${found.accountId}/${found.region}/${found.functionName}`;
    this.#eventSources.set(key, (this.#eventSources.get(key) ?? new Set()).add(found.source));
  }

  /** The functions, in no particular order. */
  *functions(): Generator<CapturedFunction> {
    for (const captured of this.#functions.values()) {
      const value = this.#withEventSources(captured.value);
      yield value === captured.value ? captured : { ...captured, value };
    }
  }

  #withEventSources(facts: FunctionFacts): FunctionFacts {
    if (this.#eventSources.size === 0 || facts.kind !== 'recorded') return facts;
    const sources = this.#eventSources.get(`${facts.accountId}/${facts.region}/${facts.resourceId}`);
    return sources === undefined ? facts : { ...facts, untraceableEventSources: [...sources].sort() };
  }

  /** The facts about a function's execution role; the same object each time the same role is asked for. */
  roleFacts({ role, accountId }: RecordedFunction): RoleFacts {
    if (role === undefined) return NO_ROLE;
    // Lambda refuses a role of another account, so such an ARN is no fact to judge by.
    if (!role.includes(`::${accountId}:`)) return unknownRole(role, `it belongs to account ${role.split(':')[4]}`);
    let facts = this.#roleFacts.get(role);
    if (facts === undefined) {
      facts = this.#recordedRoleFacts(role);
      this.#roleFacts.set(role, facts);
    }
    return facts;
  }

  #recordedRoleFacts(arn: string): RoleFacts {
    const recorded = this.#roles.get(arn)?.value;
    if (recorded === undefined) return unknownRole(arn, 'it is not in the input');
    if (recorded.status === 'deleted') return { kind: 'missing', arn };
    if (recorded.status === 'not recorded') return unknownRole(arn, 'AWS Config does not record it');
    if (recorded.record === undefined) return unknownRole(arn, 'its item has no configuration');
    return knownRole(recorded.record, (policyArn) => this.#policy(policyArn), { kind: 'not-evaluated' });
  }

  #policy(arn: string): Policy {
    if (isAwsManaged(arn)) return this.#awsManagedPolicy(arn);
    const capture = this.#policies.get(arn);
    if (capture?.isRecorded) return capture.value;
    return { name: policyName(arn), document: { kind: 'unreadable', why: 'it is not in the input' } };
  }
}

/** Some sources leave the ARN out; it follows from account, Region and name. */
function withArn(facts: FunctionFacts): FunctionFacts {
  if (facts.arn !== '') return facts;
  const { accountId, region, resourceId } = facts;
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return { ...facts, arn: `arn:${partition}:lambda:${region}:${accountId}:function:${resourceId}` };
}

const NO_SOURCES: readonly UntraceableEventSource[] = [];
const NO_ROLE: RoleFacts = { kind: 'unknown', arn: undefined, why: 'the item names no role' };

function unknownRole(arn: string, why: string): RoleFacts {
  return { kind: 'unknown', arn, why };
}
