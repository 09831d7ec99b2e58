import { byCodeUnits } from './code-unit-order.ts';
import type { FunctionIdentity } from './model.ts';

/** An account and a Region. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

export interface PlaceRun<Item> extends Place {
  readonly items: readonly Item[];
}

type NamedPlace = Omit<FunctionIdentity, 'arn'>;

/** Orders functions by account, Region and name. */
export function functionsInOrder(one: NamedPlace, other: NamedPlace): number {
  return (
    byCodeUnits(one.accountId, other.accountId) ||
    byCodeUnits(one.region, other.region) ||
    byCodeUnits(one.resourceId, other.resourceId)
  );
}

/** The runs of items of one place, of items sorted by account and Region. */
export function* placeRuns<Item>(items: Iterable<Item>, placeOf: (item: Item) => Place): Generator<PlaceRun<Item>> {
  let run: { readonly accountId: string; readonly region: string; readonly items: Item[] } | undefined;
  for (const item of items) {
    const { accountId, region } = placeOf(item);
    if (run === undefined || run.accountId !== accountId || run.region !== region) {
      if (run !== undefined) yield run;
      run = { accountId, region, items: [] };
    }
    run.items.push(item);
  }
  if (run !== undefined) yield run;
}
