/** The parts of an ARN, `arn:partition:service:region:account:resource`; empty where the text has none. */
export interface ArnParts {
  readonly partition: string;
  readonly service: string;
  /** Empty for IAM. */
  readonly region: string;
  readonly accountId: string;
  /** All that follows, colons too. */
  readonly resource: string;
}

export function arnParts(arn: string): ArnParts {
  const [, partition = '', service = '', region = '', accountId = '', ...resource] = arn.split(':');
  return { partition, service, region, accountId, resource: resource.join(':') };
}

/** The account id of an ARN alone, which is asked for of every function; empty where the text has none. */
export function accountIdIn(arn: string): string {
  return arn.split(':')[4] ?? '';
}

/** The name of a role or policy: the last segment of its ARN, after the path. */
export function nameInArn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** The AWS Config type of what an ARN names, for the types a verdict hangs on. */
export function resourceTypeOf({ service, resource }: ArnParts): string | undefined {
  if (service === 'lambda') return resource.startsWith('function:') ? 'AWS::Lambda::Function' : undefined;
  if (service !== 'iam') return undefined;
  if (resource.startsWith('role/')) return 'AWS::IAM::Role';
  return resource.startsWith('policy/') ? 'AWS::IAM::Policy' : undefined;
}

/** By how the names of their Regions begin. */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
  ['', 'aws'],
];

/** The partition of a Region; `aws` for one that is not known. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

/** Some sources leave the ARN of a function out; it follows from account, Region and name. */
export function functionArn(accountId: string, region: string, name: string): string {
  return `arn:${partitionOf(region)}:lambda:${region}:${accountId}:function:${name}`;
}
