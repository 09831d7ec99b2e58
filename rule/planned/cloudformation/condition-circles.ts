import { PlannedInputError } from '../planned-input-error.ts';
import type { SourceText } from '../source-text.ts';
import type { Placed } from './stack.ts';
import { ListNode, MapNode, type TemplateNode } from './template-node.ts';

/**
 * CloudFormation refuses conditions that lead back to themselves, even where no resource asks for them.
 *
 * @throws PlannedInputError naming the line of one on the circle.
 */
export function refuseCircles(conditions: ReadonlyMap<string, Placed>, source: SourceText): void {
  // What no other condition waits for is taken away, again and again; what remains waits for itself.
  const waiting = new Map([...conditions].map(([name, { node }]) => [name, namesIn(node, conditions)]));
  const waitedForBy = new Map<string, string[]>();
  for (const [name, asked] of waiting) {
    for (const each of asked) waitedForBy.set(each, [...(waitedForBy.get(each) ?? []), name]);
  }
  const free = [...waiting].filter(([, asked]) => asked.size === 0).map(([name]) => name);
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    waiting.delete(name);
    for (const other of waitedForBy.get(name) ?? []) {
      const asked = waiting.get(other);
      asked?.delete(name);
      if (asked?.size === 0) free.push(other);
    }
  }
  const [circular] = waiting.keys();
  if (circular === undefined) return;
  const at = conditions.get(circular)?.at ?? 0;
  throw new PlannedInputError(source.file, source.lineOf(at), `condition ${circular} refers to itself in a circle`);
}

function namesIn(node: TemplateNode, conditions: ReadonlyMap<string, Placed>): Set<string> {
  if (node instanceof ListNode) return new Set(node.items.flatMap(({ value }) => [...namesIn(value, conditions)]));
  if (!(node instanceof MapNode)) return new Set();
  return new Set(
    [...node.members].flatMap(([key, { value }]) =>
      key === 'Condition' && typeof value === 'string'
        ? conditions.has(value)
          ? [value]
          : []
        : [...namesIn(value, conditions)],
    ),
  );
}
