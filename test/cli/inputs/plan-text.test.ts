import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonRoom } from '../../../rule/cli/inputs/json-room.ts';
import { isPlan, planText } from '../../../rule/cli/inputs/plan-text.ts';

function textOf(plan: string): string {
  const room = new JsonRoom();
  room.hold(0, Buffer.from(plan));
  return planText(room);
}

const UNREAD = ['planned_values', 'prior_state', 'resource_drift', 'relevant_attributes', 'output_changes', 'checks'];
const READ = [
  'format_version',
  'resource_changes',
  'configuration',
  'variables',
  'complete',
  'errored',
  'Planned_values',
];

describe('the text of a plan', () => {
  it('holds every member that is read, whatever stands in and around the others', () => {
    const value = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' });
    const plan = fc.uniqueArray(fc.tuple(fc.constantFrom(...UNREAD, ...READ), value), { selector: ([key]) => key });
    fc.assert(
      fc.property(plan, fc.constantFrom(undefined, 1, '\t'), (members, indent) => {
        const text = JSON.stringify(Object.fromEntries(members), null, indent);
        const read: Record<string, unknown> = JSON.parse(textOf(text));
        for (const [key, kept] of Object.entries(JSON.parse(text))) {
          if (!UNREAD.includes(key)) expect(read[key]).toEqual(kept);
          // What is shorter than null is not worth the trouble.
          else expect([null, 0, JSON.parse(text)[key]]).toContainEqual(read[key]);
        }
        expect(Object.keys(read)).toEqual(Object.keys(JSON.parse(text)));
      }),
      { numRuns: 500 },
    );
  });

  it('is without the values that are not read', () => {
    const values = '{"root_module":{"resources":[{"values":"}]"}]}}';
    expect(
      textOf(`{"format_version":"1.2","planned_values":${values},"resource_changes":[],"prior_state":${values}}`),
    ).toBe('{"format_version":"1.2","planned_values":null,"resource_changes":[],"prior_state":null}');
  });

  it.each([
    '',
    '{',
    '{"planned_values":[1,2',
    '{"planned_values":[1,2] "a":1}',
    '{"planned_values":[1,2],}',
    '{planned_values:[1]}',
  ])('is left as it is where it is no JSON, for its reader to refuse: %j', (text) => {
    expect(() => JSON.parse(textOf(text))).toThrow(SyntaxError);
  });

  it('is told by its outermost keys', () => {
    expect(isPlan(['format_version', 'planned_values'])).toBe(true);
    expect(isPlan(['format_version', 'resource_changes'])).toBe(true);
    expect(isPlan(['format_version'])).toBe(false);
    expect(isPlan(['planned_values'])).toBe(false);
    expect(isPlan(undefined)).toBe(false);
  });
});
