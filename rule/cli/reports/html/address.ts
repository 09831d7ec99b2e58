import type { Evaluation } from '../../../core/evaluation.ts';
import type { FailureCause } from '../../../core/failure-causes.ts';
import type { FunctionIdentity } from '../../../core/model.ts';

/**
 * The part after `#` that leads to something on a page, the same on every page: `111122223333/eu-west-1/orders`,
 * `template.yaml/12/Orders`, `role/orders-exec`. It is the id as well, since a browser looks for it as it is written first.
 */
export type Address = string;

export function functionAddress({ accountId, region, resourceId }: Omit<FunctionIdentity, 'arn'>): Address {
  return addressOf([accountId, region, resourceId]);
}

/** A planned function is where a file describes it. */
export function evaluationAddress({ fn, source }: Evaluation): Address {
  return source === undefined ? functionAddress(fn) : addressOf([source.file, String(source.line), source.address]);
}

export function causeAddress({ kind, name = '' }: Pick<FailureCause, 'kind' | 'name'>): Address {
  return addressOf([kind, name]);
}

function addressOf(parts: readonly string[]): Address {
  // Half of a surrogate pair, which JSON may hold, cannot be part of an address.
  return parts.map((part) => encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd'))).join('/');
}
