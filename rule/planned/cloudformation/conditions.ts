import { UnresolvedValue } from '../unresolved-value.ts';
import type { Evaluator } from './evaluator.ts';
import type { Placed } from './stack.ts';
import { ListNode, MapNode } from './template-node.ts';
import { asText, type Value } from './value.ts';

/** Does a condition of the stack hold in this world? One that cannot be told is assumed, one way and the other. */
export function holdsIn(name: string, { at, frame }: Pick<Placed, 'at' | 'frame'>, evaluator: Evaluator): boolean {
  const condition = frame.stack.conditions.get(name);
  if (condition !== undefined) return evaluator.condition(condition);
  return evaluator.world.holds(
    evaluator.unresolved(`condition ${name}`, `there is no condition ${name}`, { at, frame }),
  );
}

/** What an expression of the section Conditions comes to. */
export function conditionHolds(condition: Placed, evaluator: Evaluator): boolean {
  const { node, frame } = condition;
  const [only] = node instanceof MapNode && node.members.size === 1 ? node.members : [];
  if (only === undefined) return assumed(condition, evaluator);
  const [name, { at, value }] = only;
  if (name === 'Condition' && typeof value === 'string') return holdsIn(value, { at, frame }, evaluator);
  const operands =
    value instanceof ListNode ? value.items.map((item): Placed => ({ node: item.value, at: item.at, frame })) : [];
  const [first, second, ...others] = operands;
  if (first === undefined) return assumed(condition, evaluator);
  if (name === 'Fn::Not' && second === undefined) return !conditionHolds(first, evaluator);
  if (name === 'Fn::And') return operands.every((operand) => conditionHolds(operand, evaluator));
  if (name === 'Fn::Or') return operands.some((operand) => conditionHolds(operand, evaluator));
  if (name === 'Fn::Equals' && second !== undefined && others.length === 0) {
    return areEqual(evaluator.evaluate(first), evaluator.evaluate(second), evaluator, condition);
  }
  return assumed(condition, evaluator);
}

function assumed(condition: Placed, evaluator: Evaluator): boolean {
  return evaluator.world.holds(evaluator.unresolved('a condition', 'it is not written as a condition is', condition));
}

function areEqual(one: Value, other: Value, evaluator: Evaluator, condition: Placed): boolean {
  const [first, second] = [asText(one), asText(other)];
  if (first instanceof UnresolvedValue && second instanceof UnresolvedValue) {
    if (first.identity === second.identity) return true;
    const expression = `${first.expression} = ${second.expression}`;
    return evaluator.world.holds(evaluator.unresolved(expression, first.why, condition));
  }
  if (first instanceof UnresolvedValue) return second !== undefined && evaluator.world.equals(first, String(second));
  if (second instanceof UnresolvedValue) return first !== undefined && evaluator.world.equals(second, first);
  if (first !== undefined && second !== undefined) return first === second;
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
