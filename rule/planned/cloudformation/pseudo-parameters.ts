import type { UnresolvedValue } from '../unresolved-value.ts';
import type { Evaluator } from './evaluator.ts';
import type { Placed } from './stack.ts';
import type { Value } from './value.ts';

/** By how the names of their Regions begin: the partition, and the domain of its services. */
const PARTITIONS: readonly (readonly [prefix: string, partition: string, urlSuffix: string])[] = [
  ['cn-', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-', 'aws-us-gov', 'amazonaws.com'],
  ['us-isob-', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['us-isof-', 'aws-iso-f', 'csp.hci.ic.gov'],
  ['us-iso-', 'aws-iso', 'c2s.ic.gov'],
  ['eu-isoe-', 'aws-iso-e', 'cloud.adc-e.uk'],
  ['eusc-', 'aws-eusc', 'amazonaws.eu'],
  ['', 'aws', 'amazonaws.com'],
];

export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

/** The expression whose value is the partition; ARNs of AWS-managed policies are known without it. */
export const PARTITION = 'AWS::Partition';

/** What a pseudo parameter gives: what the caller says about the deployment, and nothing of what only it can tell. */
export function pseudoParameter(name: string, placed: Pick<Placed, 'at' | 'frame'>, evaluator: Evaluator): Value {
  const { accountId, region, name: stackName } = placed.frame.stack;
  const open = (why: string, prefix = ''): string | UnresolvedValue => {
    const unresolved = evaluator.unresolved(name, why, placed, { prefix });
    return evaluator.world.valueOf(unresolved) ?? unresolved;
  };
  const [, partition, urlSuffix] = PARTITIONS.find(([prefix]) => region?.startsWith(prefix)) ?? [];
  switch (name) {
    case 'AWS::NoValue':
      return undefined;
    case 'AWS::AccountId':
      return accountId ?? open('the account is not given');
    case 'AWS::Region':
      return region ?? open('the Region is not given');
    case PARTITION:
      return partition ?? open('the Region is not given', 'aws');
    case 'AWS::URLSuffix':
      return urlSuffix ?? open('the Region is not given');
    case 'AWS::StackName':
      return stackName ?? open('the name of the stack is not given');
    case 'AWS::StackId':
      return open('the stack has no id yet', 'arn:');
    default:
      return open(`there is no pseudo parameter ${name}`);
  }
}
