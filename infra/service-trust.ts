import { Fn } from 'aws-cdk-lib';

/** Trust for one AWS service, on behalf of this account only: the service cannot be made to act for somebody else. */
export function serviceTrust(service: string, condition: Readonly<Record<string, unknown>> = {}): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': Fn.ref('AWS::AccountId') }, ...condition },
      },
    ],
  };
}
