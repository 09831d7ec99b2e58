import type { Stack } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { iamArn, regionalArn } from '../arn.ts';
import { type PermissionStatement, permissionStatements } from '../permission-statements.ts';
import { serviceTrust } from '../service-trust.ts';
import { REMEDIATION_PERMISSIONS } from './permissions.ts';

/** The role the runbook runs as: it can attach one policy to a role and change functions, and nothing else. */
export function remediationRole(stack: Stack, attachablePolicyArn: string): CfnRole {
  return new CfnRole(stack, 'RemediationRole', {
    description: 'lambda-active-tracing: lets the runbook attach one policy to execution roles and switch tracing on',
    assumeRolePolicyDocument: serviceTrust('ssm.amazonaws.com', {
      ArnLike: {
        'aws:SourceArn': regionalArn('ssm', 'automation-execution/*'),
      },
    }),
    policies: [
      {
        policyName: 'Remediate',
        policyDocument: {
          Version: '2012-10-17',
          Statement: permissionStatements(REMEDIATION_PERMISSIONS, {
            functions: regionalArn('lambda', 'function:*'),
            roles: iamArn('role/*'),
          }).map((statement) => onlyThisPolicy(statement, attachablePolicyArn)),
        },
      },
    ],
  });
}

/**
 * Whoever may attach any policy may attach AdministratorAccess: these two actions work with the configured policy
 * only.
 */
function onlyThisPolicy(statement: PermissionStatement, policyArn: string): object {
  return ATTACHING.has(statement.Action)
    ? { ...statement, Condition: { ArnEquals: { 'iam:PolicyARN': policyArn } } }
    : statement;
}

const ATTACHING: ReadonlySet<string> = new Set(['iam:AttachRolePolicy', 'iam:DetachRolePolicy']);
