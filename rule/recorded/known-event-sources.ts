import { remembered } from '../core/memo.ts';
import type { FunctionFacts, UntraceableEventSource } from '../core/model.ts';
import { untraceableMapping } from './event-source-mapping.ts';
import type { JsonObject } from './json-members.ts';

/** The event source mappings that matter, by function. AWS Config does not record them: what is known has no time. */
export class KnownEventSources {
  readonly #byFunction = new Map<string, Set<UntraceableEventSource>>();

  add(mapping: JsonObject): void {
    const found = untraceableMapping(mapping);
    if (found === undefined) return;
    const key = `${found.accountId}/${found.region}/${found.functionName}`;
    remembered(this.#byFunction, key, () => new Set<UntraceableEventSource>()).add(found.source);
  }

  /** The facts with the event sources of the function, in one order whatever the order of the mappings. */
  joinedTo<Facts extends FunctionFacts>(facts: Facts): Facts {
    if (this.#byFunction.size === 0 || facts.kind !== 'recorded') return facts;
    const sources = this.#byFunction.get(`${facts.accountId}/${facts.region}/${facts.resourceId}`);
    return sources === undefined ? facts : { ...facts, untraceableEventSources: [...sources].sort() };
  }
}
