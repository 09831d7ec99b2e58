import type { SourceText } from '../source-text.ts';
import { UnresolvedValue } from '../unresolved-value.ts';
import type { MapNode, Member, TemplateNode } from './template-node.ts';

/** The values of the loop variables of `Fn::ForEach` around a node; `undefined` outside of any loop. */
export type Bindings = ReadonlyMap<string, string | UnresolvedValue> | undefined;

/** Where a node is evaluated: the stack it belongs to, and the loops around it. */
export interface Frame {
  readonly stack: Stack;
  readonly bindings: Bindings;
}

/** A node and where it is evaluated. */
export interface Placed {
  readonly node: TemplateNode;
  readonly at: number;
  readonly frame: Frame;
}

/** A value given to a parameter: by the caller as text, or by the parent stack as an expression of its own. */
export type Argument = string | readonly string[] | UnresolvedValue | Placed;

/** A template with all that is known of the stack it becomes. */
export interface Stack {
  readonly source: SourceText;
  /** Logical ids of the stacks around it, joined by `/`; empty for one that nothing is around. */
  readonly address: string;
  readonly name: string | undefined;
  /** The resource that makes it, where it is a stack within a stack. */
  readonly madeBy: StackResource | undefined;
  readonly accountId: string | undefined;
  readonly region: string | undefined;
  readonly arguments: ReadonlyMap<string, Argument>;
  readonly parameters: MapNode | undefined;
  readonly mappings: MapNode | undefined;
  readonly conditions: ReadonlyMap<string, Placed>;
  readonly resources: ReadonlyMap<string, StackResource>;
  readonly outputs: ReadonlyMap<string, Placed>;
  /** The stacks its resources become, as far as their templates are there. */
  readonly children: ReadonlyMap<string, Stack>;
  /** What may change or add anything in this stack, such as the macro of somebody else; `undefined` when nothing does. */
  readonly macro: UnresolvedValue | undefined;
  /** What may add resources to this stack, but leaves those that are there as they are. */
  readonly additions: UnresolvedValue | undefined;
}

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  /** The whole entry: Type, Properties, Condition, Metadata. */
  readonly body: MapNode;
  readonly at: number;
  readonly frame: Frame;
  /** For people: the logical id after the addresses of the stacks around it. */
  readonly address: string;
  /** Of a function that the transform made of an `AWS::Serverless::Function`. */
  readonly serverless?: { readonly makesRole: boolean } | undefined;
}

export function addressIn(stack: Pick<Stack, 'address'>, logicalId: string): string {
  return stack.address === '' ? logicalId : `${stack.address}/${logicalId}`;
}

/** What a resource will be called or return once it is there: unknown as a text, but certainly of that resource. */
export class ResourceAttribute extends UnresolvedValue {
  readonly resource: StackResource;
  /** As in Fn::GetAtt; `Ref` for what Ref gives. */
  readonly attribute: string;

  constructor(resource: StackResource, attribute: string, { at, frame }: Pick<Placed, 'at' | 'frame'>) {
    const expression = attribute === 'Ref' ? `Ref ${resource.logicalId}` : `${resource.logicalId}.${attribute}`;
    const place = frame.stack.source.placeOf(at);
    // The resource, not the stack that asks: the same name of the same resource is the same value.
    const scope = `${resource.frame.stack.source.file}\n${resource.address}`;
    super(expression, `${expression} is known once it is deployed`, place, scope, {
      prefix: arnPrefix(resource, attribute),
    });
    this.resource = resource;
    this.attribute = attribute;
  }
}

/** Types whose Ref is an ARN (CloudFormation template reference, "Return values"), of those that policies name often. */
const REF_IS_ARN = new Set([
  'AWS::CertificateManager::Certificate',
  'AWS::ECS::Service',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::IAM::ManagedPolicy',
  'AWS::Lambda::Alias',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Version',
  'AWS::SecretsManager::Secret',
  'AWS::SNS::Topic',
  'AWS::StepFunctions::StateMachine',
]);

/** What AWS's own resource types return as an ARN begins like one; a custom resource may return anything. */
function arnPrefix({ type }: StackResource, attribute: string): string {
  const isArn = attribute === 'Ref' ? REF_IS_ARN.has(type) : attribute.endsWith('Arn') && !attribute.includes('.');
  return isArn && type.startsWith('AWS::') && type !== 'AWS::CloudFormation::CustomResource' ? 'arn:' : '';
}

/** The members of a map that a frame sees, their keys filled in. */
export interface PlacedMember extends Placed {
  readonly key: string;
}

export function placed({ at, value }: Member, frame: Frame): Placed {
  return { node: value, at, frame };
}
