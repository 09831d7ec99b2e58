import type { SourceText } from '../source-text.ts';
import { UnresolvedValue } from '../unresolved-value.ts';
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
}

/** A macro that is given the whole template, and gives back what it likes. */
export function macroIn(root: MapNode, whole: Whole): UnresolvedValue | undefined {
  const transform = root.members.get('Transform') ?? root.members.get('Fn::Transform');
  const listed =
    transform?.value instanceof ListNode ? transform.value.items.map(({ value }) => value) : [transform?.value];
  const name = listed.map(nameOf).find((each) => each !== undefined && !HARMLESS.has(each));
  return name === undefined ? undefined : madeByMacro(name, transform?.at ?? 0, whole);
}

/** A macro beside the resources may add others, such as a policy; it leaves these as they are. */
export function additionsIn(root: MapNode, whole: Whole): UnresolvedValue | undefined {
  const resources = root.get('Resources');
  const macro = resources instanceof MapNode ? resources.members.get('Fn::Transform') : undefined;
  return macro === undefined ? undefined : madeByMacro(nameOf(macro.value) ?? 'a macro', macro.at, whole);
}

/** A macro among the members of a map. */
export interface LocalMacro {
  readonly name: string;
  readonly at: number;
  /** `AWS::Include` puts more beside the other members; any other macro is given them and may change them. */
  readonly mayChange: boolean;
}

export function macroAmong(map: MapNode): LocalMacro | undefined {
  const macro = map.members.get('Fn::Transform');
  if (macro === undefined) return undefined;
  const names = (macro.value instanceof ListNode ? macro.value.items.map(({ value }) => value) : [macro.value]).map(
    nameOf,
  );
  const other = names.find((name) => name !== 'AWS::Include');
  return { name: other ?? 'AWS::Include', at: macro.at, mayChange: other !== undefined };
}

function nameOf(transform: TemplateNode | undefined): string | undefined {
  if (transform === undefined || transform === null) return undefined;
  const name = transform instanceof MapNode ? transform.get('Name') : transform;
  return typeof name === 'string' ? name : 'a macro';
}

function madeByMacro(name: string, at: number, { source, address }: Whole): UnresolvedValue {
  return new UnresolvedValue(`Transform ${name}`, `${name} may change this template`, source.placeOf(at), address);
}
