import type { SourceText } from '../source-text.ts';
import { UnresolvedValue } from '../unresolved-value.ts';
import { LOOP } from './loops.ts';
import type { StackResource } from './stack.ts';
import { ListNode, MapNode, type TemplateNode } from './template-node.ts';

/**
 * Macros of AWS that leave functions and roles as they are, or whose work is known here (CloudFormation template reference,
 * "Transform reference").
 */
const HARMLESS = new Set([
  'AWS::CodeDeployBlueGreen',
  'AWS::CodeStar',
  'AWS::LanguageExtensions',
  'AWS::SecretsManager-2020-07-23',
  'AWS::SecretsManager-2024-09-16',
  'AWS::Serverless-2016-10-31',
  'AWS::ServiceCatalog',
]);

interface Whole {
  readonly source: SourceText;
  readonly address: string;
  readonly madeBy: StackResource | undefined;
}

/** A macro that is given the whole template, and gives back what it likes: also of the stacks within it. */
export function macroIn(root: MapNode, whole: Whole): UnresolvedValue | undefined {
  const transform = root.members.get('Transform') ?? root.members.get('Fn::Transform');
  const listed =
    transform?.value instanceof ListNode ? transform.value.items.map(({ value }) => value) : [transform?.value];
  const name = listed.map(nameOf).find((each) => each !== undefined && !HARMLESS.has(each));
  return name === undefined ? whole.madeBy?.frame.stack.macro : madeByMacro(name, transform?.at ?? 0, whole);
}

/** A macro beside the resources may add others, such as a policy; it leaves these as they are. */
export function additionsIn(root: MapNode, whole: Whole): UnresolvedValue | undefined {
  const resources = root.get('Resources');
  const macro = resources instanceof MapNode ? resources.members.get('Fn::Transform') : undefined;
  return macro === undefined ? undefined : madeByMacro(nameOf(macro.value) ?? 'a macro', macro.at, whole);
}

/** What stands among the members of a map and makes others. */
export interface LocalMacro {
  readonly name: string;
  readonly at: number;
  /** `AWS::Include` puts more beside the other members; any other macro is given them and may change them. */
  readonly mayChange: boolean;
}

/** A macro among members that are read one by one, or an intrinsic function where CloudFormation takes none. */
export function macroAmong(map: MapNode): LocalMacro | undefined {
  for (const key of map.functions) {
    const member = map.members.get(key);
    if (member === undefined || key.startsWith(LOOP)) continue;
    const { at, value } = member;
    const listed = value instanceof ListNode ? value.items.map((item) => item.value) : [value];
    const names = key === 'Fn::Transform' ? listed.map(nameOf) : [key];
    const name = names.find((each) => each !== 'AWS::Include');
    return { name: name ?? 'AWS::Include', at, mayChange: name !== undefined };
  }
  return undefined;
}

function nameOf(transform: TemplateNode | undefined): string | undefined {
  if (transform === undefined || transform === null) return undefined;
  const name = transform instanceof MapNode ? transform.get('Name') : transform;
  return typeof name === 'string' ? name : 'a macro';
}

function madeByMacro(
  name: string,
  at: number,
  { source, address }: Pick<Whole, 'source' | 'address'>,
): UnresolvedValue {
  return new UnresolvedValue(`Transform ${name}`, `${name} may change this template`, source.placeOf(at), address);
}
