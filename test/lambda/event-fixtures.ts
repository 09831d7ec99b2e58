import { readFileSync } from 'node:fs';

type Fields = Record<string, unknown>;

export interface ConfigEvent extends Fields {
  invokingEvent: Fields & { configurationItem: Fields & { configuration: Fields }; configurationItemSummary: Fields };
  ruleParameters: Fields;
}

export type FixtureName = 'changed' | 'deleted' | 'oversized' | 'scheduled' | 'snapshot-delivered';

/** A recorded-shaped event with its JSON texts encoded, after a change to the readable form. */
export function configEvent(name: FixtureName, change: (event: ConfigEvent) => void = () => undefined): Fields {
  const event: ConfigEvent = JSON.parse(
    readFileSync(new URL(`../fixtures/events/${name}.json`, import.meta.url), 'utf8'),
  );
  change(event);
  const { invokingEvent, ruleParameters, ...rest } = event;
  return {
    ...rest,
    invokingEvent: JSON.stringify(invokingEvent),
    ...(ruleParameters && { ruleParameters: JSON.stringify(ruleParameters) }),
  };
}
