import type { Value } from '../cloudformation/value.ts';
import type { SourcePlace } from '../source-text.ts';
import { UnresolvedValue } from '../unresolved-value.ts';
import type { World } from '../worlds.ts';

/** One instance of a resource or of a data source. */
export interface TerraformResource {
  /** As Terraform prints it, such as `module.api.aws_lambda_function.this["orders"]`. */
  readonly address: string;
  readonly type: string;
  readonly isData: boolean;
  readonly place: SourcePlace;
  /** Which provider configuration makes it: accounts may differ from one to the other. */
  readonly provider: string;
}

/** What is to be after the next apply, whichever source tells it. */
export interface TerraformState {
  /** The instances of a type that will be there, in at least one world. */
  readonly ofType: (type: string, isData?: boolean) => readonly TerraformResource[];
  readonly exists: (resource: TerraformResource, world: World) => boolean;
  /** What an attribute or the blocks of a name come to; `undefined` for what is not set. */
  readonly attribute: (resource: TerraformResource, name: string, world: World) => Value;
  /** Tags the provider adds, for a source that does not tell the merged ones. */
  readonly tags: (resource: TerraformResource, world: World) => Value;
  readonly regionOf: (resource: TerraformResource) => string | undefined;
  /** Will the next apply write the configuration of this function? */
  readonly isWritten: (resource: TerraformResource) => boolean;
  /** Is the resource not there yet? What is not configured then is as the provider makes it. */
  readonly isCreated: (resource: TerraformResource) => boolean;
  /** What the next apply takes away, with the attributes it had. */
  readonly removed: (type: string) => readonly Readonly<Record<string, unknown>>[];
  /** Variables whose default the values asked for in this world came from. */
  readonly defaultsIn: (world: World) => readonly string[];
  /** Why not all of what will be attached to a role is in the source; `undefined` when it is. */
  readonly incomplete: UnresolvedValue | undefined;
}

/** An attribute that is known only once its resource is made, but certainly is of that resource. */
export class ResourceAttribute extends UnresolvedValue {
  readonly resource: TerraformResource;
  /** `undefined` where the source does not tell which. */
  readonly attribute: string | undefined;

  constructor(resource: TerraformResource, attribute: string | undefined) {
    const expression = attribute === undefined ? resource.address : `${resource.address}.${attribute}`;
    super(expression, `${expression} is known after apply`, resource.place, '', {
      prefix: attribute === 'arn' && resource.type.startsWith('aws_') ? 'arn:' : '',
    });
    this.resource = resource;
    this.attribute = attribute;
  }
}

/**
 * A value of which only is known what goes into it: the attributes of resources that an expression refers to. `isClosed` when
 * nothing else that is unknown does.
 */
export class DerivedValue extends UnresolvedValue {
  readonly origins: readonly ResourceAttribute[];
  readonly isClosed: boolean;

  constructor(
    expression: string,
    why: string,
    place: SourcePlace,
    /** The attribute it is the value of: two that are made of the same may still differ. */
    spot: string,
    origins: readonly ResourceAttribute[],
    isClosed: boolean,
  ) {
    const addresses = [...new Set(origins.map(({ resource }) => resource.address))];
    const [only, second] = origins;
    // What is made of an ARN and nothing else that is unknown begins as it does.
    const prefix = isClosed && second === undefined ? (only?.prefix ?? '') : '';
    super(
      expression,
      why,
      place,
      spot,
      isClosed && addresses.length > 0 && prefix === '' ? { allowed: addresses } : { prefix },
    );
    this.origins = origins;
    this.isClosed = isClosed;
  }
}

/** The resource of a kind that a value is an attribute of; which of several it is differs from world to world. */
export function meantResource(
  value: Value,
  isOfKind: (resource: TerraformResource) => boolean,
  world: World,
): TerraformResource | undefined {
  if (value instanceof ResourceAttribute) return isOfKind(value.resource) ? value.resource : undefined;
  if (!(value instanceof DerivedValue)) return undefined;
  const all = new Set(value.origins.map(({ resource }) => resource));
  const [only, second] = all;
  if (only !== undefined && second === undefined && value.isClosed) return isOfKind(only) ? only : undefined;
  return [...all].find((resource) => isOfKind(resource) && world.equals(value, resource.address));
}

export function isRole({ type, isData }: TerraformResource): boolean {
  return type === 'aws_iam_role' && !isData;
}

export function isPolicy({ type, isData }: TerraformResource): boolean {
  return type === 'aws_iam_policy' && !isData;
}
