import { accountIdIn } from '../../core/arn.ts';
import { roleToLookUp } from '../../core/execution-role.ts';
import { type Change, changeKind, indexAt, type RoleChange } from '../../core/history/change.ts';
import type { Cause, Period } from '../../core/history/model.ts';
import type { Policy, RoleFacts } from '../../core/iam/model.ts';
import type { BindRole } from '../../core/iam/organization-policies.ts';
import { remembered } from '../../core/memo.ts';
import type { RecordedFunction } from '../../core/model.ts';
import { isAwsManaged, type PolicyRecord, recordedPolicy } from '../iam-policy.ts';
import { policyFinder, type RecordedRole, recordedRoleFacts } from '../role-facts.ts';
import type { CaptureTable } from './captures-by-arn.ts';

/** Execution roles over time, with the managed policies in force at each moment. */
export class RoleHistories {
  readonly #period: Period;
  readonly #roles: CaptureTable<RecordedRole>;
  readonly #policies: CaptureTable<PolicyRecord>;
  readonly #awsManagedPolicy: (arn: string) => Policy;
  readonly #bind: BindRole;
  readonly #known = new Map<string, readonly RoleChange[]>();
  readonly #policyChanges = new Map<string, readonly Change<Policy>[]>();

  constructor(
    period: Period,
    roles: CaptureTable<RecordedRole>,
    policies: CaptureTable<PolicyRecord>,
    awsManagedPolicy: (arn: string) => Policy,
    bind: BindRole,
  ) {
    this.#period = period;
    this.#roles = roles;
    this.#policies = policies;
    this.#awsManagedPolicy = awsManagedPolicy;
    this.#bind = bind;
  }

  /** The role of a function through the whole period; the same for every function with that role. */
  of(fn: RecordedFunction): readonly RoleChange[] {
    const role = roleToLookUp(fn);
    if (typeof role !== 'string') return [{ at: this.#period.from, facts: role, cause: undefined }];
    return remembered(this.#known, role, () => this.#replay(role));
  }

  #replay(arn: string): readonly RoleChange[] {
    const changes = this.#roles.changes(arn);
    const start = this.#period.from;
    const [first] = changes;
    const isUnknownAtFirst = first === undefined || first.at > start;
    const unknown = { at: start, facts: this.#factsAt(arn, undefined, start), cause: undefined };
    const known = changes.flatMap((change, index): RoleChange[] => {
      const { at, facts } = change;
      const end = changes[index + 1]?.at ?? Number.POSITIVE_INFINITY;
      const cause = { kind: changeKind(changes[index - 1], change, 'role'), changed: arn };
      return [
        { at, facts: this.#factsAt(arn, facts, at), cause },
        ...this.#policyChangesIn(facts, at, end).map((policyChange) => ({
          at: policyChange.at,
          facts: this.#factsAt(arn, facts, policyChange.at),
          cause: policyChange.cause,
        })),
      ];
    });
    return isUnknownAtFirst ? [unknown, ...known] : known;
  }

  #factsAt(arn: string, recorded: RecordedRole | undefined, at: number): RoleFacts {
    const policyAt = (policyArn: string) => {
      const changes = this.#changesOfPolicy(policyArn);
      return changes[indexAt(changes, at)]?.facts;
    };
    const facts = recordedRoleFacts(arn, recorded, policyFinder(this.#awsManagedPolicy, policyAt));
    return this.#bind(facts, accountIdIn(arn));
  }

  /** The moments strictly inside a span at which a policy of the role changed, in order. */
  #policyChangesIn(recorded: RecordedRole | undefined, start: number, end: number) {
    if (recorded?.kind !== 'readable') return [];
    const arns = [...recorded.attachedArns, recorded.boundaryArn].filter((arn) => typeof arn === 'string');
    const byMoment = new Map<number, Cause>();
    for (const arn of arns.filter((candidate) => !isAwsManaged(candidate))) {
      const changes = this.#changesOfPolicy(arn);
      for (const [index, change] of changes.entries()) {
        const cause = { kind: changeKind(changes[index - 1], change, 'managed-policy'), changed: arn };
        if (change.at > start && change.at < end && !byMoment.has(change.at)) byMoment.set(change.at, cause);
      }
    }
    return [...byMoment].map(([at, cause]) => ({ at, cause })).sort((one, other) => one.at - other.at);
  }

  #changesOfPolicy(arn: string): readonly Change<Policy>[] {
    return remembered(this.#policyChanges, arn, () =>
      this.#policies.changes(arn).map((change) => ({ ...change, facts: recordedPolicy(change.facts) })),
    );
  }
}
