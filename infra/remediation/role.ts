import type { Stack } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { iamArn, regionalArn } from '../arn.ts';
import { permissionStatements } from '../permission-statements.ts';
import { serviceTrust } from '../service-trust.ts';
import { REMEDIATION_PERMISSIONS } from './permissions.ts';

/** The role the runbook runs as: it can attach one policy to a role and change functions, and nothing else. */
export function remediationRole(stack: Stack, attachablePolicyArn: string): CfnRole {
  const resources = {
    // Any function may fail the rule, with any role: their names are not known beforehand.
    functions: regionalArn('lambda', 'function:*'),
    roles: iamArn('role/*'),
    'automation executions': regionalArn('ssm', 'automation-execution/*'),
  };
  const attaching = REMEDIATION_PERMISSIONS.filter((permission) => 'onlyThePolicy' in permission);
  const others = REMEDIATION_PERMISSIONS.filter((permission) => !('onlyThePolicy' in permission));
  return new CfnRole(stack, 'RemediationRole', {
    assumeRolePolicyDocument: serviceTrust('ssm.amazonaws.com', {
      ArnLike: { 'aws:SourceArn': regionalArn('ssm', 'automation-execution/*') },
    }),
    policies: [
      {
        policyName: 'Remediate',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [
            ...permissionStatements(others, resources),
            // Whoever may attach any policy may attach AdministratorAccess.
            ...permissionStatements(attaching, resources).map((statement) => ({
              ...statement,
              Condition: { ArnEquals: { 'iam:PolicyARN': attachablePolicyArn } },
            })),
          ],
        },
      },
    ],
  });
}
