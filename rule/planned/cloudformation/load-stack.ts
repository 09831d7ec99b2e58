import { PlannedInputError } from '../planned-input-error.ts';
import { samResources } from '../sam/sam-resources.ts';
import type { SourcePlace, SourceText } from '../source-text.ts';
import { UnresolvedValue } from '../unresolved-value.ts';
import { inTheOnlyWorld } from '../worlds.ts';
import { refuseCircles } from './condition-circles.ts';
import { Evaluator } from './evaluator.ts';
import { membersOf } from './loops.ts';
import { childStack, type TemplateFiles } from './nested-stacks.ts';
import {
  type Argument,
  addressIn,
  type Placed,
  type PlacedMember,
  placed,
  type Stack,
  type StackResource,
} from './stack.ts';
import { MapNode } from './template-node.ts';
import { additionsIn, macroIn } from './transforms.ts';

/** What is known of a stack before its template is read. */
export interface StackPlan {
  readonly source: SourceText;
  readonly address: string;
  readonly name: string | undefined;
  readonly madeBy: StackResource | undefined;
  readonly accountId: string | undefined;
  readonly region: string | undefined;
  readonly arguments: ReadonlyMap<string, Argument>;
}

/** A part of the input that could not be looked into, so that functions in it have no verdict. */
export interface Unseen {
  readonly place: SourcePlace;
  readonly address: string;
  readonly why: string;
}

/**
 * Reads a template into the stack it becomes, and the templates of the stacks within it.
 *
 * @throws PlannedInputError for what CloudFormation would refuse as a whole, naming the line.
 */
export function loadStack(plan: StackPlan, files: TemplateFiles): Stack {
  files.count(plan.source.file);
  const root = files.template(plan.source);
  if (!(root instanceof MapNode))
    throw new PlannedInputError(plan.source.file, 1, 'a template is a map with Resources');
  const [conditions, resources, outputs] = [
    new Map<string, Placed>(),
    new Map<string, StackResource>(),
    new Map<string, Placed>(),
  ];
  const children = new Map<string, Stack>();
  const section = (name: string) => sectionOf(root, name, plan.source);
  const stack: Stack = {
    ...plan,
    parameters: section('Parameters'),
    mappings: section('Mappings'),
    conditions,
    resources,
    outputs,
    children,
    macro: macroIn(root, plan),
    additions: additionsIn(root, plan),
  };
  for (const member of sectionMembers(section('Conditions'), stack)) conditions.set(member.key, member);
  refuseCircles(conditions, plan.source);
  if (section('Resources') === undefined)
    throw new PlannedInputError(plan.source.file, 1, 'a template needs Resources');
  for (const resource of resourcesOf(root, stack)) resources.set(resource.logicalId, resource);
  for (const { key, node, at, frame } of sectionMembers(section('Outputs'), stack)) {
    const value = node instanceof MapNode ? node.members.get('Value') : undefined;
    if (value !== undefined) outputs.set(key, placed(value, frame));
    else throw new PlannedInputError(plan.source.file, plan.source.lineOf(at), `output ${key} has no Value`);
  }
  for (const resource of resources.values()) {
    const child = childStack(resource, files);
    if (child !== undefined) children.set(resource.logicalId, loadStack(child, files));
  }
  files.done(plan.source.file);
  return stack;
}

function sectionOf(root: MapNode, name: string, source: SourceText): MapNode | undefined {
  const member = root.members.get(name);
  if (member === undefined || member.value === null) return undefined;
  if (member.value instanceof MapNode) return member.value;
  throw new PlannedInputError(source.file, source.lineOf(member.at), `${name} is not a map`);
}

/** Loops are carried out before anything else: what they go over may not hang on a condition. */
function sectionMembers(section: MapNode | undefined, stack: Stack): readonly PlacedMember[] {
  if (section === undefined) return [];
  return membersOf(
    section,
    { stack, bindings: undefined },
    (collection) =>
      inTheOnlyWorld((world) => new Evaluator(world).collection(collection)) ??
      new UnresolvedValue(
        'Fn::ForEach',
        'its collection hangs on a condition',
        stack.source.placeOf(collection.at),
        '',
      ),
    (at, problem) => new PlannedInputError(stack.source.file, stack.source.lineOf(at), problem),
  );
}

function resourcesOf(root: MapNode, stack: Stack): readonly StackResource[] {
  const written: StackResource[] = [];
  for (const { key, node, at, frame } of sectionMembers(sectionOf(root, 'Resources', stack.source), stack)) {
    if (key === 'Fn::Transform') continue;
    const refuse = (problem: string) => new PlannedInputError(stack.source.file, stack.source.lineOf(at), problem);
    if (!(node instanceof MapNode)) throw refuse(`resource ${key} is not a map`);
    const type = node.get('Type');
    if (typeof type !== 'string') throw refuse(`resource ${key} has no Type`);
    written.push({ logicalId: key, type, body: node, at, frame, address: addressIn(stack, key) });
  }
  const ids = new Set<string>();
  for (const { logicalId, at } of written) {
    if (ids.has(logicalId) && !logicalId.includes('[*]')) {
      throw new PlannedInputError(stack.source.file, stack.source.lineOf(at), `resource ${logicalId} stands twice`);
    }
    ids.add(logicalId);
  }
  return samResources(written, root);
}
