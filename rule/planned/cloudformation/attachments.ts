import type { Policy } from '../../core/iam/model.ts';
import { parsePolicyDocument } from '../../core/iam/policy-document.ts';
import { openPolicy } from '../known-elsewhere.ts';
import { UnresolvedValue } from '../unresolved-value.ts';
import type { Evaluator } from './evaluator.ts';
import { ResourceIndex } from './resource-index.ts';
import { ResourceAttribute, type StackResource } from './stack.ts';
import { asText, isList, type Value } from './value.ts';

/** Resource types that bring a policy to roles, and the property that names the roles. */
const ROLES_PROPERTY: ReadonlyMap<string, string> = new Map([
  ['AWS::IAM::Policy', 'Roles'],
  ['AWS::IAM::ManagedPolicy', 'Roles'],
  ['AWS::IAM::RolePolicy', 'RoleName'],
]);

/** The policies that a template attaches from outside of its roles. */
export class Attachments {
  readonly #index: ResourceIndex;

  constructor(resources: readonly StackResource[]) {
    const attaching = resources.filter(({ type }) => ROLES_PROPERTY.has(type));
    this.#index = new ResourceIndex(attaching, rolesOf);
  }

  /** Those of a role in the template. */
  ofRole(role: StackResource, roleName: Value, evaluator: Evaluator): readonly Policy[] {
    const name = typeof roleName === 'string' ? roleName : undefined;
    return this.#those(
      this.#index.candidates(role, name),
      (target) => isRole(target, role, roleName, evaluator),
      evaluator,
    );
  }

  /** Those of a role that the template knows by its name only. */
  ofName(name: string, evaluator: Evaluator): readonly Policy[] {
    const isMeant = (target: Value) => {
      const meant = target instanceof ResourceAttribute ? undefined : asText(target);
      return meant instanceof UnresolvedValue ? evaluator.world.equals(meant, name) : meant === name;
    };
    return this.#those(this.#index.candidates(undefined, name), isMeant, evaluator);
  }

  #those(
    candidates: readonly StackResource[],
    isMeant: (target: Value) => boolean,
    evaluator: Evaluator,
  ): readonly Policy[] {
    return candidates
      .filter((resource) => {
        const roles = rolesOf(resource, evaluator);
        const isForRole = (isList(roles) ? roles : [roles]).some(isMeant);
        return isForRole && evaluator.exists(resource);
      })
      .map((resource) => policyOf(resource, evaluator));
  }
}

function rolesOf(resource: StackResource, evaluator: Evaluator): Value {
  return evaluator.property(resource, ROLES_PROPERTY.get(resource.type) ?? '');
}

function isRole(target: Value, role: StackResource, roleName: Value, evaluator: Evaluator): boolean {
  if (target instanceof ResourceAttribute) {
    if (target.resource.type === 'AWS::IAM::Role') return target.resource === role && target.attribute === 'Ref';
    return evaluator.world.holds(target);
  }
  const [meant, name] = [asText(target), asText(roleName)];
  if (meant instanceof UnresolvedValue) {
    if (typeof name === 'string') return evaluator.world.equals(meant, name);
    return meant.identity === name?.identity || evaluator.world.holds(meant);
  }
  // CloudFormation makes up a name where none is given, which no template can spell.
  if (meant === undefined || name === undefined) return false;
  return name instanceof UnresolvedValue ? evaluator.world.equals(name, meant) : name === meant;
}

/** The policy a resource becomes, its document read as far as it is known. */
export function policyOf(resource: StackResource, evaluator: Evaluator): Policy {
  const isManaged = resource.type === 'AWS::IAM::ManagedPolicy';
  const written = asText(evaluator.property(resource, isManaged ? 'ManagedPolicyName' : 'PolicyName'));
  const name = typeof written === 'string' ? written : resource.logicalId;
  const document = evaluator.property(resource, 'PolicyDocument');
  if (document instanceof UnresolvedValue) return openPolicy(document, name);
  return { name, document: parsePolicyDocument(document, isManaged ? 'managed' : 'inline') };
}
