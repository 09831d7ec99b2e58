import { describe, expect, it } from 'vitest';
import type { RecordedFunction } from '../../rule/core/model.ts';
import { DEFAULT_PARAMETERS } from '../../rule/core/parameters.ts';
import { parseConfigurationItem } from '../../rule/recorded/configuration-item.ts';
import { RecordedState } from '../../rule/recorded/recorded-state.ts';
import { ACCOUNT, functionItem, tracingRole } from '../cli/items.ts';

const OTHER = '444455556666';

/** A function of the role's own account, and one of another account that names the same role. */
function twoAccounts() {
  const state = new RecordedState(DEFAULT_PARAMETERS, Number.POSITIVE_INFINITY);
  const { role } = functionItem('own').configuration as { readonly role: string };
  const items = [tracingRole(), functionItem('own'), functionItem('foreign', { role }, { awsAccountId: OTHER })];
  for (const item of items) state.configurationItem(parseConfigurationItem(item));
  const functions = new Map([...state.functions()].map(({ value }) => [value.resourceId, value as RecordedFunction]));
  return { state, factsOf: (name: string) => state.roleFacts(functions.get(name) as RecordedFunction) };
}

describe('the facts about the role of a function', () => {
  it.each([
    ['own', 'foreign'],
    ['foreign', 'own'],
  ])(
    'are those of the role in its own account and unknown in another one, when %s is asked for before %s',
    (...names) => {
      const { factsOf } = twoAccounts();
      const kinds = Object.fromEntries(names.map((name) => [name, factsOf(name).kind]));
      expect(kinds).toEqual({ own: 'known', foreign: 'unknown' });
      expect(factsOf('foreign')).toMatchObject({ why: `it belongs to account ${ACCOUNT}` });
    },
  );

  it('are the same object each time, until the role is under the policies of an organization', () => {
    const { state, factsOf } = twoAccounts();
    const before = factsOf('own');
    expect(factsOf('own')).toBe(before);
    state.bindRoles((role) => ({ ...role }));
    const bound = factsOf('own');
    expect(bound).not.toBe(before);
    expect(factsOf('own')).toBe(bound);
  });
});
