/** An object out of JSON, of which nothing is known yet but that it is one. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Marks an object in which a member that decides something stood twice; its value is the name of the member. */
export const REPEATED: unique symbol = Symbol('repeated');

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that is a text and not an empty one. */
export function textIn(holder: JsonObject, member: string): string | undefined {
  return optionalText(Object.hasOwn(holder, member) ? holder[member] : undefined);
}

export function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
