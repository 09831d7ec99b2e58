import { nameInArn } from '../arn.ts';
import type { FunctionIdentity } from '../model.ts';
import type { TraceDestination } from './trace-destination.ts';

/**
 * What may keep the traces of a function that may deliver them away from X-Ray, each with the command that checks it, the
 * likeliest first. Nothing of it is in the configuration of the function or its role.
 */
export function checksOfSilence(
  { resourceId: name, region }: FunctionIdentity,
  role: string | undefined,
  destination: TraceDestination,
): readonly string[] {
  const at = `--region ${region}`;
  const isSearched = destination.kind === 'transaction-search';
  return [
    `An upstream may have decided not to sample: a tracing header (API Gateway, another service, Lambda@Edge) wins over Lambda's own rule. See who invokes it: aws lambda get-policy --function-name ${name} ${at}; and what those sample by: aws xray get-sampling-rules ${at}`,
    `Transaction Search was ${isSearched ? 'on' : 'off'} when this was read; spans may have gone to CloudWatch Logs${isSearched ? '' : ' before'}: aws xray get-trace-segment-destination ${at}`,
    `With Transaction Search, a resource policy of CloudWatch Logs must let X-Ray write to aws/spans: aws logs describe-resource-policies ${at}`,
    `A resource policy of X-Ray may deny: aws xray list-resource-policies ${at}`,
    `The policy of a VPC endpoint for X-Ray may deny: aws ec2 describe-vpc-endpoints --filters 'Name=service-name,Values=*.${region}.xray' ${at}`,
    ...(role === undefined
      ? []
      : [
          `The role may have been mended within the window, of which no time is known: aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=${nameInArn(role)} --region us-east-1`,
        ]),
    `A function in a VPC may need a way out to X-Ray (whether it does is disputed): aws lambda get-function-configuration --function-name ${name} --query VpcConfig ${at}`,
  ];
}
