import { nameInArn } from '../../../core/arn.ts';
import { causeName } from '../why.ts';
import { type Address, causeAddress } from './address.ts';

/** What a row of the table of functions names behind its verdict. */
export interface LinkBehind {
  readonly address: Address;
  readonly name: string;
  /** Is the link the thing itself, for want of another place on the page? The script then shows every row with such a link. */
  readonly isTarget: boolean;
}

/** Gives every role that the page does not list an address: the first function that has it. */
export class RoleLinks {
  readonly #known = new Set<Address>();

  /** A link for the next row of the table; `undefined` where the role cannot be known. */
  to(roleArn: string | undefined): LinkBehind | undefined {
    if (roleArn === undefined) return undefined;
    const role = { kind: 'role', name: nameInArn(roleArn) } as const;
    const address = causeAddress(role);
    const isTarget = !this.#known.has(address);
    this.#known.add(address);
    return { address, name: causeName(role), isTarget };
  }
}
