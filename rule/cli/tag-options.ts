import { InvalidArgumentError, Option } from '@commander-js/extra-typings';

/** A tag functions are chosen by: with any value, or with one. */
export interface TagChoice {
  readonly key: string;
  readonly value: string | undefined;
}

const NO_TAGS: readonly TagChoice[] = [];

export const TAG = new Option('--tag <key[=value]>', 'count only functions with this tag (repeatable)')
  .argParser((given: string, previous: readonly TagChoice[]): readonly TagChoice[] => [...previous, parseTag(given)])
  .default(NO_TAGS);

export const GROUP_BY = new Option('--group-by <tag:key>', 'count verdicts by the value of this tag too').argParser(
  (given: string) => {
    const key = given.startsWith('tag:') ? given.slice('tag:'.length) : '';
    if (key === '') throw new InvalidArgumentError('Must be tag: and the key of a tag, such as tag:team.');
    return key;
  },
);

/** The key of a tag may not be empty; its value may. */
function parseTag(given: string): TagChoice {
  const equals = given.indexOf('=');
  const key = equals < 0 ? given : given.slice(0, equals);
  if (key === '') throw new InvalidArgumentError('Must be the key of a tag, or key=value.');
  return { key, value: equals < 0 ? undefined : given.slice(equals + 1) };
}

/** The keys of the tags that have to be read. */
export function tagKeysOf(flags: {
  readonly tag?: readonly TagChoice[] | undefined;
  readonly groupBy?: string | undefined;
}): readonly string[] {
  const { tag = [], groupBy } = flags;
  return [...new Set([...tag.map(({ key }) => key), ...(groupBy === undefined ? [] : [groupBy])])];
}

/** Why templates and plans do not go with them. */
export const TAGS_ARE_RECORDED =
  '--tag and --group-by are for recorded functions: name no templates or plans with them';
