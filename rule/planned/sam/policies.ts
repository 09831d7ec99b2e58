import { ListNode, MapNode, type Member, mapOf, OpenNode, type TemplateNode } from '../cloudformation/template-node.ts';
import { isIntrinsic } from './globals.ts';
import { isPolicyTemplate } from './policy-templates.ts';

/** What `Policies` of a function becomes: entries of the role's ManagedPolicyArns and of its Policies. */
interface SamPolicies {
  readonly managed: readonly TemplateNode[];
  readonly inline: readonly TemplateNode[];
}

/**
 * Sorts the entries of `Policies`: names and ARNs of managed policies, documents, and SAM's policy templates, which grant
 * nothing that X-Ray takes. `Fn::If` may choose between two of one kind, or nothing.
 */
export function samPolicies(policies: Member | undefined, name: string, arnOf: (name: string) => string): SamPolicies {
  if (policies === undefined) return { managed: [], inline: [] };
  const entries = policies.value instanceof ListNode ? policies.value.items : [policies];
  const managed: TemplateNode[] = [];
  const inline: TemplateNode[] = [];
  entries.forEach(({ at, value }, index) => {
    const document = (node: TemplateNode) => mapOf(at, { PolicyName: `${name}${index}`, PolicyDocument: node });
    const kind = kindOf(value);
    if (kind === 'managed')
      managed.push(converted(value, (node) => (typeof node === 'string' ? managedArn(node, arnOf) : node)));
    else if (kind === 'document') inline.push(converted(value, document));
    else if (kind === 'unknown')
      inline.push(document(new OpenNode(`Policies[${index}]`, 'SAM does not know such a policy')));
  });
  return { managed, inline };
}

type Kind = 'managed' | 'document' | 'template' | 'nothing' | 'unknown';

function kindOf(node: TemplateNode): Kind {
  if (typeof node === 'string') return 'managed';
  if (!(node instanceof MapNode)) return node instanceof OpenNode ? 'managed' : 'unknown';
  const branches = node.get('Fn::If');
  if (branches instanceof ListNode && isIntrinsic(node))
    return kindOfBoth(branches.items.slice(1).map(({ value }) => kindOf(value)));
  if (node.members.size === 1 && node.get('Ref') === 'AWS::NoValue') return 'nothing';
  if (isIntrinsic(node)) return 'managed';
  if (node.members.has('Statement')) return 'document';
  const [only = ''] = node.members.keys();
  return node.members.size === 1 && isPolicyTemplate(only) ? 'template' : 'unknown';
}

function kindOfBoth(kinds: readonly Kind[]): Kind {
  const [kind = 'nothing', ...others] = [...new Set(kinds)].filter((each) => each !== 'nothing');
  return others.length === 0 ? kind : 'unknown';
}

/** Converts a node, or what `Fn::If` chooses from, but for AWS::NoValue. */
function converted(node: TemplateNode, convert: (node: TemplateNode) => TemplateNode): TemplateNode {
  const branches = node instanceof MapNode && isIntrinsic(node) ? node.get('Fn::If') : undefined;
  if (!(branches instanceof ListNode)) return kindOf(node) === 'nothing' ? node : convert(node);
  const items = branches.items.map(({ at, value }, index) => ({
    at,
    value: index === 0 ? value : converted(value, convert),
  }));
  return mapOf(branches.at, { 'Fn::If': new ListNode(items, branches.at) });
}

/** SAM takes the names of AWS-managed policies for their ARNs. */
function managedArn(name: string, arnOf: (name: string) => string): string {
  return name.startsWith('arn:') || name.startsWith('{{') ? name : arnOf(name);
}
