import { paginateGetServiceGraph, type Service, type XRayClient } from '@aws-sdk/client-xray';
import type { Period } from '../../core/history/model.ts';
import { UnknownValue } from '../../core/unknown-value.ts';
import { atMost, sideBySide } from '../concurrency.ts';

/** GetServiceGraph refuses a longer range; whether the end counts is not said, so every piece is shorter. */
const LONGEST_RANGE = 6 * 60 * 60 * 1000;
const CALLS_AT_A_TIME = 3;

/** The node that a function's own segments make; its twin `AWS::Lambda` is made by the service, whatever the role may do. */
const FUNCTION_NODE = 'AWS::Lambda::Function';

/** What the service graph of a Region holds of the functions of one account. */
export interface ServiceGraph {
  /** Requests of a function there are traces of; or why they cannot be told from those of another account's. */
  readonly tracesOf: (name: string) => number | UnknownValue;
  /** Does it hold any function of the account? */
  readonly isDrawn: boolean;
}

/**
 * Reads the service graph of a window piece by piece. In a monitoring account it holds functions of other accounts too, at times
 * of the same name.
 *
 * @throws ApiCallError for a call that is refused or fails.
 */
export async function readServiceGraph(xray: XRayClient, accountId: string, window: Period): Promise<ServiceGraph> {
  const own = new Map<string, number>();
  const nameless = new Map<string, number>();
  let holdsOthers = false;
  const take = ({ Type: type, Name: name = '', AccountId: owner, SummaryStatistics: statistics }: Service) => {
    if (owner !== undefined && owner !== accountId) holdsOthers = true;
    if (type !== FUNCTION_NODE || (owner !== undefined && owner !== accountId)) return;
    const counts = owner === undefined ? nameless : own;
    counts.set(name, (counts.get(name) ?? 0) + (statistics?.TotalCount ?? 0));
  };
  const work = sideBySide();
  const inTurn = atMost(CALLS_AT_A_TIME);
  for (const { from, to } of pieces(window)) {
    void work.start(() =>
      inTurn(async () => {
        work.signal.throwIfAborted();
        const input = { StartTime: new Date(from), EndTime: new Date(to) };
        for await (const { Services: services = [] } of paginateGetServiceGraph({ client: xray }, input)) {
          for (const service of services) take(service);
        }
      }),
    );
  }
  await work.end();
  return {
    tracesOf(name) {
      const certain = own.get(name) ?? 0;
      const uncertain = nameless.get(name) ?? 0;
      if (certain > 0 || uncertain === 0 || !holdsOthers) return certain + (holdsOthers ? 0 : uncertain);
      return new UnknownValue(
        'X-Ray does not say of which account the function of this name is that it holds traces of',
      );
    },
    isDrawn: own.size > 0 || (nameless.size > 0 && !holdsOthers),
  };
}

/** Equal parts of a window, in whole seconds, each shorter than X-Ray takes. */
function pieces({ from, to }: Period): readonly Period[] {
  const count = Math.floor((to - from) / LONGEST_RANGE) + 1;
  const cut = (index: number) => from + Math.round(((to - from) * index) / count / 1000) * 1000;
  return Array.from({ length: count }, (_, index) => ({ from: cut(index), to: cut(index + 1) }));
}
