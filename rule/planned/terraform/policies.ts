import { nameInArn } from '../../core/arn.ts';
import type { Policy } from '../../core/iam/model.ts';
import { parsePolicyDocument } from '../../core/iam/policy-document.ts';
import { asText, type Value } from '../cloudformation/value.ts';
import { type KnownElsewhere, openPolicy, unreadable } from '../known-elsewhere.ts';
import { PartlyKnownText, UnresolvedValue } from '../unresolved-value.ts';
import { EveryWorldMemo, inTheOnlyWorld, type World } from '../worlds.ts';
import { documentOf } from './documents.ts';
import { isPolicy, meantResource, type TerraformResource, type TerraformState } from './resource.ts';

/** The policies a source describes, and those it only names. */
export class Policies {
  readonly #state: TerraformState;
  readonly #elsewhere: KnownElsewhere;
  readonly #documents = new EveryWorldMemo<TerraformResource, Policy>();
  readonly #byArn = new Map<string, TerraformResource>();
  readonly #byName = new Map<string, TerraformResource[]>();

  constructor(state: TerraformState, elsewhere: KnownElsewhere) {
    this.#state = state;
    this.#elsewhere = elsewhere;
    for (const policy of state.ofType('aws_iam_policy')) {
      const known = (name: string) => inTheOnlyWorld((world) => state.attribute(policy, name, world));
      const [arn, name] = [known('arn'), known('name')];
      if (typeof arn === 'string') this.#byArn.set(arn, policy);
      if (typeof name === 'string') this.#byName.set(name, [...(this.#byName.get(name) ?? []), policy]);
    }
  }

  inline(name: string | UnresolvedValue | undefined, policy: Value, address: string, world: World): Policy {
    return this.#read(typeof name === 'string' ? name : address, policy, 'inline', world);
  }

  /** A managed policy that is attached by its ARN. */
  managed(arn: Value, world: World): Policy {
    const described = this.#described(arn, world);
    if (described !== undefined) return this.#of(described, world);
    const data = meantResource(arn, ({ type, isData }) => type === 'aws_iam_policy' && isData, world);
    if (data !== undefined) return this.#asked(data, world);
    const known = arn instanceof PartlyKnownText ? withoutPartition(arn) : arn;
    if (known instanceof UnresolvedValue) return openPolicy(known);
    return typeof known === 'string'
      ? this.#elsewhere.findPolicy(known)
      : unreadable('(unnamed)', 'its ARN is not a text');
  }

  /** The same for the same policy, however it is named. */
  keyOf(arn: Value, world: World): string | undefined {
    const described = this.#described(arn, world);
    if (described !== undefined) return described.address;
    const text = asText(arn);
    return text instanceof UnresolvedValue ? text.identity : text;
  }

  #described(arn: Value, world: World): TerraformResource | undefined {
    const linked = meantResource(arn, isPolicy, world);
    if (linked !== undefined) return linked;
    const text = arn instanceof PartlyKnownText ? arn.parts.at(-1) : arn;
    if (typeof text !== 'string' || !text.includes(':policy/') || text.includes(':aws:policy/')) return undefined;
    const [only, second] = this.#byName.get(nameInArn(text)) ?? [];
    const named = second === undefined && only !== undefined && !this.#hasOtherArn(only, arn, world) ? only : undefined;
    return (typeof arn === 'string' ? this.#byArn.get(arn) : undefined) ?? named;
  }

  /** A policy that exists already has an ARN that is known, path and account and all. */
  #hasOtherArn(policy: TerraformResource, arn: Value, world: World): boolean {
    const own = this.#state.attribute(policy, 'arn', world);
    return typeof own === 'string' && typeof arn === 'string' && own !== arn;
  }

  #of(policy: TerraformResource, world: World): Policy {
    return this.#documents.get(policy, world, () => {
      const name = this.#state.attribute(policy, 'name', world);
      return this.#read(
        typeof name === 'string' ? name : policy.address,
        this.#state.attribute(policy, 'policy', world),
        'managed',
        world,
      );
    });
  }

  /** A policy that a data source looks up. By its name alone, it can only be AWS's own: every account holds those. */
  #asked(data: TerraformResource, world: World): Policy {
    const arn = this.#state.attribute(data, 'arn', world);
    if (typeof arn === 'string') return this.#elsewhere.findPolicy(arn);
    const name = this.#state.attribute(data, 'name', world);
    const ofAws = typeof name === 'string' ? this.#elsewhere.findPolicy(`arn:aws:iam::aws:policy/${name}`) : undefined;
    if (ofAws?.document.kind === 'document') return ofAws;
    const open = arn instanceof UnresolvedValue ? arn : this.#unknown(data);
    return openPolicy(open, typeof name === 'string' ? name : undefined);
  }

  #unknown({ address, place }: TerraformResource): UnresolvedValue {
    return new UnresolvedValue(address, `${address} is read by Terraform`, place, '');
  }

  #read(name: string, policy: Value, kind: 'inline' | 'managed', world: World): Policy {
    const data = meantResource(policy, ({ type, isData }) => type === 'aws_iam_policy' && isData, world);
    if (data !== undefined) return { ...this.#asked(data, world), name };
    const other = meantResource(policy, isPolicy, world);
    if (other !== undefined) return { ...this.#of(other, world), name };
    const document = documentOf(policy, this.#state, world);
    return document instanceof UnresolvedValue
      ? openPolicy(document, name)
      : { name, document: parsePolicyDocument(document, kind) };
  }
}

/** The names of AWS-managed policies are the same in every partition: which one it is does not matter. */
function withoutPartition(arn: PartlyKnownText): string | PartlyKnownText {
  const [first, partition, rest, ...others] = arn.parts;
  const isOfAws =
    first === 'arn:' && partition instanceof UnresolvedValue && typeof rest === 'string' && others.length === 0;
  return isOfAws && rest.startsWith(':iam::aws:policy/') ? `arn:aws${rest}` : arn;
}
