import { ListNode, MapNode, type Member, type TemplateNode } from '../cloudformation/template-node.ts';

/**
 * What stands in Globals goes into each function: maps are merged, lists are appended to the global one, and for anything
 * else the function's own value counts (SAM specification, "Globals section"). Intrinsic functions are single values.
 */
export function withGlobals(global: Member | undefined, own: Member | undefined): Member | undefined {
  if (global === undefined || own === undefined) return own ?? global;
  const [ours, theirs] = [own.value, global.value];
  if (ours instanceof ListNode && theirs instanceof ListNode) {
    return { at: own.at, value: new ListNode([...theirs.items, ...ours.items], ours.at) };
  }
  if (!(ours instanceof MapNode && theirs instanceof MapNode) || isIntrinsic(ours) || isIntrinsic(theirs)) return own;
  const merged = new Map(theirs.members);
  for (const [key, member] of ours.members) {
    const both = withGlobals(theirs.members.get(key), member);
    if (both !== undefined) merged.set(key, both);
  }
  return { at: own.at, value: new MapNode(merged, ours.at) };
}

export function isIntrinsic(node: TemplateNode): boolean {
  if (!(node instanceof MapNode) || node.members.size !== 1) return false;
  const [name = ''] = node.members.keys();
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::');
}

/** The globals that count for a function: `IgnoreGlobals` takes out all or some. */
export function globalsFor(globals: Member | undefined, ignored: TemplateNode | undefined): Member | undefined {
  if (globals === undefined || ignored === '*') return undefined;
  if (!(ignored instanceof ListNode) || !(globals.value instanceof MapNode)) return globals;
  const names = new Set(ignored.items.map(({ value }) => value));
  const kept = [...globals.value.members].filter(([name]) => !names.has(name));
  return { at: globals.at, value: new MapNode(new Map(kept), globals.value.at) };
}
