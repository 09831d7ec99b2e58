import { partitionOf } from '../cloudformation/pseudo-parameters.ts';
import { addressIn, type StackResource } from '../cloudformation/stack.ts';
import { listOf, MapNode, type Member, mapOf, OpenNode, type TemplateNode } from '../cloudformation/template-node.ts';
import { eventSourceMappings } from './events.ts';
import { FunctionProperties } from './function-properties.ts';
import { globalsFor, isIntrinsic, withGlobals } from './globals.ts';
import { samPolicies } from './policies.ts';

/** Properties of a function that SAM does not take in Globals, though they would decide. */
const NEVER_GLOBAL = ['Events', 'FunctionName', 'Policies', 'Role', 'TracingConfig'];

/**
 * What the transform makes of an `AWS::Serverless::Function`: the function, its role unless one is given, and the mappings of
 * its event sources. Held to aws-sam-translator by test/acceptance/sam.python.test.ts.
 */
export function samFunction(resource: StackResource, globals: Member | undefined): readonly StackResource[] {
  const { body, at } = resource;
  const own = body.members.get('Properties');
  const merged = withGlobals(globalsFor(globals, body.get('IgnoreGlobals')), own?.value === null ? undefined : own);
  // Whatever is no map is left as it is, for the reader of CloudFormation to refuse.
  if (merged !== undefined && !(merged.value instanceof MapNode)) return [{ ...resource, type: FUNCTION }];
  const properties = new FunctionProperties(merged?.value instanceof MapNode ? merged.value : mapOf(at, {}), resource);
  const refused = refusal(globals, properties);
  const tracing = refused ?? tracingOf(properties, resource);
  const role = roleOf(properties, resource);
  const made = (
    suffix: string,
    type: string,
    members: Readonly<Record<string, TemplateNode | undefined>>,
  ): StackResource => {
    const logicalId = resource.logicalId + suffix;
    return {
      ...resource,
      logicalId,
      type,
      body: mapOf(at, members),
      address: addressIn(resource.frame.stack, logicalId),
    };
  };
  const functionProperties = new MapNode(
    new Map(
      Object.entries({
        FunctionName: properties.member('FunctionName'),
        TracingConfig: tracing && { at: tracing.at, value: new MapNode(new Map([['Mode', tracing]]), tracing.at) },
        Role: { at: properties.at('Role'), value: role.value },
        Tags: tagList(properties),
      }).flatMap(([key, member]) => (member === undefined ? [] : [[key, member] as const])),
    ),
    at,
  );
  const { Condition, Metadata } = { Condition: body.get('Condition'), Metadata: body.get('Metadata') };
  return [
    {
      ...resource,
      type: FUNCTION,
      body: mapOf(at, { Condition, Metadata, Properties: functionProperties }),
      serverless: { makesRole: role.isMade },
    },
    ...(role.isMade ? [made('Role', 'AWS::IAM::Role', { Properties: madeRole(properties, tracing, resource) })] : []),
    ...eventSourceMappings(properties.get('Events'), resource.logicalId).map(({ name, mapping }) =>
      made(name, 'AWS::Lambda::EventSourceMapping', { Condition, Properties: mapping }),
    ),
  ];
}

const FUNCTION = 'AWS::Lambda::Function';

/** The transform refuses what it does not know, the whole template with it. */
function refusal(globals: Member | undefined, properties: FunctionProperties): Member | undefined {
  const global = globals?.value instanceof MapNode ? globals.value : undefined;
  const misplaced = NEVER_GLOBAL.find((name) => global?.members.has(name));
  if (misplaced !== undefined) {
    const why = `SAM does not take ${misplaced} in Globals and refuses the template`;
    return { at: global?.members.get(misplaced)?.at ?? 0, value: new OpenNode(`Globals.Function.${misplaced}`, why) };
  }
  const tracingConfig = properties.isWritten('TracingConfig') ? properties.member('TracingConfig') : undefined;
  return (
    tracingConfig && {
      at: tracingConfig.at,
      value: new OpenNode('TracingConfig', 'SAM calls it Tracing and refuses TracingConfig'),
    }
  );
}

/** `Disabled`, also as the value of a parameter, is the same as nothing: no mode, and no policy in the role either. */
function tracingOf(properties: FunctionProperties, { frame }: StackResource): Member | undefined {
  const tracing = properties.member('Tracing');
  if (tracing === undefined || tracing.value === '' || frame === undefined) return undefined;
  const name =
    isIntrinsic(tracing.value) && tracing.value instanceof MapNode ? [...tracing.value.members.keys()][0] : undefined;
  const isResolved = name === undefined || name === 'Ref' || name === 'Fn::Sub';
  return isResolved && properties.evaluated('Tracing') === 'Disabled' ? undefined : tracing;
}

/** A role is made where none is given, and where a condition may leave it out (Fn::If with AWS::NoValue). */
function roleOf(
  properties: FunctionProperties,
  { logicalId, at }: StackResource,
): { readonly value: TemplateNode; readonly isMade: boolean } {
  const made = mapOf(at, { 'Fn::GetAtt': listOf(at, [`${logicalId}Role`, 'Arn']) });
  const given = properties.get('Role');
  if (given === undefined) return { value: made, isMade: true };
  const branches = given instanceof MapNode && isIntrinsic(given) ? given.get('Fn::If') : undefined;
  const [condition, whenTrue, whenFalse] =
    branches instanceof Object && 'items' in branches ? branches.items.map(({ value }) => value) : [];
  if (condition === undefined || whenTrue === undefined || whenFalse === undefined)
    return { value: given, isMade: false };
  if (!isNoValue(whenTrue) && !isNoValue(whenFalse)) return { value: given, isMade: false };
  const either = [whenTrue, whenFalse].map((branch) => (isNoValue(branch) ? made : branch));
  return { value: mapOf(at, { 'Fn::If': listOf(at, [condition, ...either]) }), isMade: true };
}

function isNoValue(node: TemplateNode): boolean {
  return node instanceof MapNode && node.members.size === 1 && node.get('Ref') === 'AWS::NoValue';
}

function madeRole(
  properties: FunctionProperties,
  tracing: Member | undefined,
  { at, frame, logicalId }: StackResource,
): MapNode {
  const partition = frame.stack.region === undefined ? 'aws' : partitionOf(frame.stack.region);
  const managed = (name: string) => `arn:${partition}:iam::aws:policy/${name}`;
  const policies = samPolicies(properties.member('Policies'), `${logicalId}RolePolicy`, managed);
  const basic =
    properties.get('DurableConfig') === undefined
      ? 'AWSLambdaBasicExecutionRole'
      : 'AWSLambdaBasicDurableExecutionRolePolicy';
  const arns: readonly TemplateNode[] = [
    managed(`service-role/${basic}`),
    ...(tracing === undefined
      ? []
      : [managed(partition === 'aws' ? 'AWSXrayWriteOnlyAccess' : 'AWSXRayDaemonWriteAccess')]),
    ...(properties.get('VpcConfig') === undefined ? [] : [managed('service-role/AWSLambdaVPCAccessExecutionRole')]),
    ...policies.managed,
  ];
  const trust = mapOf(at, {
    Version: '2012-10-17',
    Statement: listOf(at, [
      mapOf(at, {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: mapOf(at, { Service: 'lambda.amazonaws.com' }),
      }),
    ]),
  });
  return mapOf(at, {
    AssumeRolePolicyDocument: properties.get('AssumeRolePolicyDocument') ?? trust,
    ManagedPolicyArns: listOf(at, arns),
    Policies: listOf(at, policies.inline),
    Path: properties.get('RolePath'),
    PermissionsBoundary: properties.get('PermissionsBoundary'),
    Tags: tagList(properties)?.value,
  });
}

/** SAM has tags as a map, CloudFormation as a list. */
function tagList(properties: FunctionProperties): Member | undefined {
  const tags = properties.member('Tags');
  if (!(tags?.value instanceof MapNode) || isIntrinsic(tags.value)) return tags;
  const items = [...tags.value.members].map(([Key, { at, value }]) => ({
    at,
    value: mapOf(at, { Key, Value: value }),
  }));
  return {
    at: tags.at,
    value: listOf(
      tags.at,
      items.map(({ value }) => value),
    ),
  };
}
