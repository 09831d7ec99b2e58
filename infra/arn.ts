import { Fn } from 'aws-cdk-lib';

/** ARN of this account's resource in this Region, in whatever partition the stack is. */
export function regionalArn(service: string, resource: string): string {
  return Fn.sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`);
}

/** ARN of this account's IAM resource: roles and policies have no Region. */
export function iamArn(resource: string): string {
  return Fn.sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:${resource}`);
}

/** ARN of a policy that AWS manages: it belongs to no account. */
export function awsManagedPolicyArn(name: string): string {
  return Fn.sub(`arn:\${AWS::Partition}:iam::aws:policy/${name}`);
}
