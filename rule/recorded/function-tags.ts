import type { FunctionTags } from '../core/model.ts';
import { UnknownValue } from '../core/unknown-value.ts';
import { type ConfigurationItem, wereTagsAsked } from './configuration-item.ts';
import { tagValue } from './resource-tags.ts';

/** The tags of a function that are asked for, as its item tells them. */
export function tagsOf(item: ConfigurationItem, keys: readonly string[]): FunctionTags {
  if (item.unreadable !== undefined) return new UnknownValue(item.unreadable);
  if (!wereTagsAsked(item)) return NOT_SELECTED;
  return new Map(
    keys.flatMap((key): (readonly [string, string])[] => {
      const value = tagValue(item, key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

const NOT_SELECTED = new UnknownValue('the query did not select tags');
