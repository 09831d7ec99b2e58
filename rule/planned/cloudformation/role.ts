import type { PlannedRoleFacts, Policy } from '../../core/iam/model.ts';
import { inlinePolicies as readInline } from '../../core/iam/policy-document.ts';
import { parseTrustPolicy } from '../../core/iam/trust-policy.ts';
import { UnknownValue } from '../../core/unknown-value.ts';
import { type KnownElsewhere, openPolicy, unreadable } from '../known-elsewhere.ts';
import { PartlyKnownText, UnresolvedValue } from '../unresolved-value.ts';
import { EveryWorldMemo, ImpossibleWorld } from '../worlds.ts';
import { Attachments, policyOf } from './attachments.ts';
import type { Evaluator } from './evaluator.ts';
import { PARTITION, partitionOf } from './pseudo-parameters.ts';
import { ResourceIndex } from './resource-index.ts';
import { ResourceAttribute, type Stack, type StackResource } from './stack.ts';
import { asText, isList, isMap, type Value } from './value.ts';

/** The execution role of a function, and what the template adds to a role it does not describe. */
export interface FunctionRole {
  readonly facts: PlannedRoleFacts;
  readonly added: readonly Policy[];
}

/** The roles and policies of the stacks of one tree. */
export class Roles {
  readonly #elsewhere: KnownElsewhere;
  readonly #attachments: Attachments;
  readonly #rolesByName: ResourceIndex;
  readonly #policiesByName: ResourceIndex;
  readonly #facts = new EveryWorldMemo<StackResource, PlannedRoleFacts>();

  constructor(resources: readonly StackResource[], elsewhere: KnownElsewhere) {
    const ofType = (wanted: string) => resources.filter(({ type }) => type === wanted);
    this.#elsewhere = elsewhere;
    this.#attachments = new Attachments(resources);
    this.#rolesByName = new ResourceIndex(ofType(ROLE), (role, evaluator) => evaluator.property(role, 'RoleName'));
    this.#policiesByName = new ResourceIndex(ofType(MANAGED_POLICY), (policy, evaluator) =>
      evaluator.property(policy, 'ManagedPolicyName'),
    );
  }

  /** The facts about the role that the property `Role` of a function names. */
  named(value: Value, stack: Stack, evaluator: Evaluator): FunctionRole {
    const role = evaluator.settled(value);
    if (role === undefined || role === null) return open(undefined, 'the function names no execution role');
    if (role instanceof ResourceAttribute && role.resource.type === ROLE) {
      if (role.attribute === 'Arn') return { facts: this.#made(role.resource, evaluator), added: [] };
      return open(undefined, `${role.expression} is not an ARN`);
    }
    const described = this.#byArn(role, stack, evaluator);
    if (described !== undefined) return { facts: this.#made(described, evaluator), added: [] };
    if (role instanceof UnresolvedValue) return open(undefined, `${role.expression}: ${role.why}`);
    return typeof role === 'string'
      ? this.#elsewhereNamed(role, stack, evaluator)
      : open(undefined, 'Role is not a text');
  }

  /** A role that the template knows by its ARN only: recorded data may tell the rest. */
  #elsewhereNamed(arn: string, { accountId }: Stack, evaluator: Evaluator): FunctionRole {
    const [, , service, , account, resource = ''] = arn.split(':');
    if (service !== 'iam' || !resource.startsWith('role/')) return open(undefined, `${arn} is not the ARN of a role`);
    // Lambda refuses a role of another account, so such an ARN is no fact to judge by.
    if (accountId !== undefined && account !== accountId) return open(arn, `it belongs to account ${account}`);
    const added = this.#attachments.ofName(arn.slice(arn.lastIndexOf('/') + 1), evaluator);
    const facts = this.#elsewhere.recordedRole(arn);
    if (facts === undefined) return open(arn, 'it is not in the input', added);
    return {
      facts: facts.kind === 'known' && added.length > 0 ? { ...facts, identity: [...facts.identity, ...added] } : facts,
      added,
    };
  }

  /** The role of this template that an ARN means: by a link to its name, or by the name it is given. */
  #byArn(arn: Value, { accountId }: Stack, evaluator: Evaluator): StackResource | undefined {
    const tail = arn instanceof PartlyKnownText ? arn.parts.slice(-2) : [arn];
    const [before, last] = tail.length === 2 ? tail : [undefined, tail[0]];
    if (last instanceof ResourceAttribute && last.attribute === 'Ref' && last.resource.type === ROLE) {
      return typeof before === 'string' && /:role\/(.*\/)?$/.test(before) ? last.resource : undefined;
    }
    if (typeof last !== 'string' || !last.includes(':role/')) return undefined;
    const account = typeof arn === 'string' ? arn.split(':')[4] : accountId;
    if (accountId !== undefined && account !== accountId) return undefined;
    const name = last.slice(last.lastIndexOf('/') + 1);
    return this.#rolesByName
      .candidates(undefined, name)
      .find((role) => evaluator.property(role, 'RoleName') === name && evaluator.exists(role));
  }

  #made(role: StackResource, evaluator: Evaluator): PlannedRoleFacts {
    if (!evaluator.exists(role)) throw new ImpossibleWorld(`${role.logicalId} is not made`);
    return this.#facts.get(role, evaluator.world, () => this.#factsOf(role, evaluator));
  }

  #factsOf(role: StackResource, evaluator: Evaluator): PlannedRoleFacts {
    const roleName = evaluator.property(role, 'RoleName');
    const identity = [
      ...inlinePolicies(evaluator.property(role, 'Policies')),
      ...this.#managedPolicies(evaluator.property(role, 'ManagedPolicyArns'), evaluator),
      ...this.#attachments.ofRole(role, roleName, evaluator),
      ...brought(role.frame.stack),
    ];
    const boundary = evaluator.settled(evaluator.property(role, 'PermissionsBoundary'));
    const limits = boundary === undefined || boundary === null ? [] : [this.#managedPolicy(boundary, evaluator)];
    return {
      kind: 'known',
      arn: arnOf(role, roleName, evaluator.property(role, 'Path')),
      name: typeof roleName === 'string' ? roleName : role.logicalId,
      tags: tagsOf(evaluator.property(role, 'Tags'), [...identity, ...limits]),
      identity,
      ceilings: limits.length === 0 ? [] : [{ layer: 'boundary', policies: limits }],
      organization: { kind: 'not-evaluated' },
      trust: parseTrustPolicy(evaluator.property(role, 'AssumeRolePolicyDocument')),
    };
  }

  #managedPolicies(arns: Value, evaluator: Evaluator): readonly Policy[] {
    if (arns === undefined || arns === null) return [];
    if (arns instanceof UnresolvedValue) return [openPolicy(arns)];
    return (isList(arns) ? arns : [arns]).map((arn) => this.#managedPolicy(evaluator.settled(arn), evaluator));
  }

  #managedPolicy(value: Value, evaluator: Evaluator): Policy {
    if (value instanceof ResourceAttribute && value.resource.type === MANAGED_POLICY)
      return policyOf(value.resource, evaluator);
    const arn = value instanceof PartlyKnownText ? withoutPartition(value) : value;
    const text = arn instanceof PartlyKnownText ? arn.parts.at(-1) : arn;
    const name =
      typeof text === 'string' && text.includes(':policy/') ? text.slice(text.lastIndexOf('/') + 1) : undefined;
    const described = this.#policiesByName
      .candidates(undefined, name)
      .find((policy) => name !== undefined && evaluator.property(policy, 'ManagedPolicyName') === name);
    if (described !== undefined && !String(text).includes(':aws:policy/')) return policyOf(described, evaluator);
    if (arn instanceof UnresolvedValue) return openPolicy(arn);
    return typeof arn === 'string' ? this.#elsewhere.findPolicy(arn) : unreadable('(unnamed)', 'its ARN is not a text');
  }
}

const ROLE = 'AWS::IAM::Role';
const MANAGED_POLICY = 'AWS::IAM::ManagedPolicy';

function open(arn: string | undefined, why: string, added: readonly Policy[] = []): FunctionRole {
  return { facts: { kind: 'unknown', arn, why }, added };
}

function inlinePolicies(policies: Value): readonly Policy[] {
  if (policies === undefined || policies === null) return [];
  if (policies instanceof UnresolvedValue) return [openPolicy(policies)];
  if (!isList(policies)) return [unreadable('Policies', 'it is not a list')];
  const sources = policies.map((policy): { readonly name: string; readonly document: Value } => {
    if (policy instanceof UnresolvedValue) return { name: policy.expression, document: policy };
    if (!isMap(policy)) return { name: 'Policies', document: undefined };
    const name = asText(policy.PolicyName);
    return { name: typeof name === 'string' ? name : '(unnamed)', document: policy.PolicyDocument };
  });
  // What a document hangs on is kept beside it: reports name it.
  return readInline(sources).map((policy, index) => {
    const document = sources[index]?.document;
    return document instanceof UnresolvedValue ? openPolicy(document, policy.name) : policy;
  });
}

/** Macros that may add a policy to any role of the stack, or of a stack in it. */
function brought(stack: Stack): readonly Policy[] {
  const outer = stack.madeBy === undefined ? [] : brought(stack.madeBy.frame.stack);
  return [stack.macro, stack.additions].flatMap((each) => (each === undefined ? [] : [openPolicy(each)])).concat(outer);
}

/** The names of AWS-managed policies are the same in every partition: which one it is does not matter. */
function withoutPartition(arn: PartlyKnownText): string | PartlyKnownText {
  const parts = arn.parts.map((part) => (typeof part !== 'string' && part.expression === PARTITION ? 'aws' : part));
  return parts.every((part) => typeof part === 'string') ? parts.join('') : arn;
}

/** The ARN as far as it is known: CloudFormation makes up a name where none is given. */
function arnOf({ frame, logicalId }: StackResource, roleName: Value, path: Value): string | UnknownValue {
  const { accountId, region } = frame.stack;
  if (accountId === undefined || region === undefined) return new UnknownValue('the account is not given', 'arn:');
  const start = `arn:${partitionOf(region)}:iam::${accountId}:role`;
  if (path !== undefined && typeof path !== 'string')
    return new UnknownValue(`the path of ${logicalId} is not known`, start);
  const withPath = `${start}${path ?? '/'}`;
  if (typeof roleName === 'string') return withPath + roleName;
  return new UnknownValue(`the name of ${logicalId} is not known`, withPath);
}

const PRINCIPAL_TAG = 'aws:principaltag/';

/**
 * The tags of a role, where all that its policies ask for are written in the template. Any other may come from the tags of
 * the stack, which CloudFormation gives to its resources.
 */
function tagsOf(tags: Value, policies: readonly Policy[]): ReadonlyMap<string, string | UnknownValue> | UnknownValue {
  const written = new Map<string, string | UnknownValue>();
  for (const tag of isList(tags) ? tags : []) {
    const value = isMap(tag) ? asText(tag.Value) : undefined;
    if (isMap(tag) && typeof tag.Key === 'string' && value !== undefined) written.set(tag.Key, value);
  }
  const known = new Set([...written.keys()].map((key) => key.toLowerCase()));
  const isWritten = (key: string) => !key.startsWith(PRINCIPAL_TAG) || known.has(key.slice(PRINCIPAL_TAG.length));
  const isEnough = policies.every(
    ({ document }) => document.kind === 'unreadable' || [...document.conditionKeys].every(isWritten),
  );
  return isEnough ? written : new UnknownValue('the tags of the stack are not known');
}
