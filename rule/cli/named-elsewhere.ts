import { isNoSuchEntity } from '../account/api-calls.ts';
import { accountIdIn, nameInArn } from '../core/arn.ts';
import { awsManagedPolicies } from '../core/iam/aws-managed-policies.ts';
import type { Policy, RoleFacts } from '../core/iam/model.ts';
import type { KnownElsewhere } from '../planned/known-elsewhere.ts';
import { isAwsManaged } from '../recorded/iam-policy.ts';
import type { LiveAccount } from './live-account.ts';

/**
 * Roles and policies of an account that templates and plans name by their ARN. Which ones these are is only known once they
 * were judged, and judging does not wait: so what is asked for is noted, read, and there the next time.
 */
export class NamedElsewhere implements KnownElsewhere {
  readonly #account: Pick<LiveAccount, 'accountId' | 'readRole' | 'readPolicy'>;
  readonly #shipped: (arn: string) => Policy;
  readonly #roles = new Map<string, RoleFacts | undefined>();
  readonly #policies = new Map<string, Policy | undefined>();

  constructor(account: Pick<LiveAccount, 'accountId' | 'readRole' | 'readPolicy'>, requiredActions: readonly string[]) {
    this.#account = account;
    this.#shipped = awsManagedPolicies(requiredActions);
  }

  findPolicy(arn: string): Policy {
    if (isAwsManaged(arn)) {
      const shipped = this.#shipped(arn);
      if (shipped.document.kind === 'document') return shipped;
    }
    const known = this.#policies.get(arn);
    if (known !== undefined) return known;
    this.#policies.set(arn, undefined);
    return unreadable(arn, 'it is not in the account that was read');
  }

  /** Another account's roles cannot be seen from this one. */
  recordedRole(arn: string): RoleFacts | undefined {
    if (accountIdIn(arn) !== this.#account.accountId) return undefined;
    if (!this.#roles.has(arn)) this.#roles.set(arn, undefined);
    return this.#roles.get(arn);
  }

  /** Reads what was asked for since the last time. @returns whether there was anything. */
  async readNamed(): Promise<boolean> {
    const roles = openIn(this.#roles);
    const policies = openIn(this.#policies);
    await Promise.all([
      ...roles.map(async (arn) => this.#roles.set(arn, await this.#account.readRole(arn))),
      ...policies.map(async (arn) => this.#policies.set(arn, await this.#readPolicy(arn))),
    ]);
    return roles.length + policies.length > 0;
  }

  async #readPolicy(arn: string): Promise<Policy> {
    const { accountId, readPolicy } = this.#account;
    if (!isAwsManaged(arn) && accountIdIn(arn) !== accountId)
      return unreadable(arn, 'it is a policy of another account');
    try {
      return await readPolicy(arn);
    } catch (error) {
      if (isNoSuchEntity(error)) return unreadable(arn, 'it does not exist in the account');
      throw error;
    }
  }
}

function openIn(found: ReadonlyMap<string, unknown>): readonly string[] {
  return [...found].flatMap(([arn, value]) => (value === undefined ? [arn] : []));
}

function unreadable(arn: string, why: string): Policy {
  return { name: nameInArn(arn), document: { kind: 'unreadable', why } };
}
