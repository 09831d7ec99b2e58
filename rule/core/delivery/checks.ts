import { arnParts, nameInArn } from '../arn.ts';
import type { FunctionIdentity } from '../model.ts';
import type { TraceDestination } from './trace-destination.ts';

/**
 * What may keep the traces of a function that may deliver them away from X-Ray, each with the command that checks it, the
 * likeliest first. Nothing of it is in the configuration of the function or its role.
 */
export function checksOfSilence(
  fn: FunctionIdentity,
  role: string | undefined,
  destination: TraceDestination,
): readonly string[] {
  const { resourceId: name, region } = fn;
  const here = (command: string) => `aws ${command} --region ${region}`;
  return [
    'An upstream may have decided not to sample: a tracing header (API Gateway, another service, Lambda@Edge) wins over ' +
      `Lambda's own rule. See who invokes it: ${here(`lambda get-policy --function-name ${name}`)}; ` +
      `and what those sample by: ${here('xray get-sampling-rules')}`,
    `${searchText(destination)}: ${here('xray get-trace-segment-destination')}`,
    'With Transaction Search, a resource policy of CloudWatch Logs must let X-Ray write to aws/spans: ' +
      here('logs describe-resource-policies'),
    `A resource policy of X-Ray may deny: ${here('xray list-resource-policies')}`,
    'The policy of a VPC endpoint for X-Ray may deny: ' +
      here(`ec2 describe-vpc-endpoints --filters 'Name=service-name,Values=*.${region}.xray'`),
    ...(role === undefined
      ? []
      : [`The role may have been mended within the window, of which no time is known: ${changesOf(role)}`]),
    'A function in a VPC may need a way out to X-Ray (whether it does is disputed): ' +
      here(`lambda get-function-configuration --function-name ${name} --query VpcConfig`),
  ];
}

function searchText({ kind }: TraceDestination): string {
  return kind === 'transaction-search'
    ? 'Transaction Search was on when this was read: spans go to CloudWatch Logs'
    : 'Transaction Search was off when this was read; spans may have gone to CloudWatch Logs before';
}

/** CloudTrail has the events of IAM in one Region of a partition; of most it is this one. */
function changesOf(role: string): string {
  const region = arnParts(role).partition === 'aws' ? ' --region us-east-1' : '';
  return `aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=${nameInArn(role)}${region}`;
}
