/** The resources an operation can be limited to; `any` where IAM offers no resource type for it. */
type PermissionScope = 'any' | 'config rules' | 'roles' | 'policies';

interface Permission {
  /** The IAM action, which is also `service:Operation` of the AWS API. */
  readonly action: string;
  readonly scope: PermissionScope;
  /** What the call is for: told when it is refused. */
  readonly purpose: string;
}

/** Reading an account: what `evaluate --live` needs, and the evaluator too. */
export const INVENTORY_PERMISSIONS = [
  { action: 'lambda:ListFunctions', scope: 'any', purpose: 'list the functions and their tracing mode' },
  {
    action: 'lambda:ListEventSourceMappings',
    scope: 'any',
    purpose: 'find the event sources that X-Ray cannot trace',
  },
  {
    action: 'iam:GetAccountAuthorizationDetails',
    scope: 'any',
    purpose: 'read every role and policy in a few calls',
  },
  { action: 'iam:GetPolicy', scope: 'policies', purpose: 'find the default version of a managed policy' },
  { action: 'iam:GetPolicyVersion', scope: 'policies', purpose: 'read the document of a managed policy' },
  // One role by itself: of a changed function, or one that was not there yet when all roles were listed.
  { action: 'iam:GetRole', scope: 'roles', purpose: 'read an execution role, or see that it does not exist' },
  { action: 'iam:ListAttachedRolePolicies', scope: 'roles', purpose: 'list the managed policies of that role' },
  { action: 'iam:ListRolePolicies', scope: 'roles', purpose: 'list the inline policies of that role' },
  { action: 'iam:GetRolePolicy', scope: 'roles', purpose: 'read the inline policies of that role' },
  { action: 'iam:SimulatePrincipalPolicy', scope: 'roles', purpose: 'see what the organization policies deny' },
  { action: 'tag:GetResources', scope: 'any', purpose: 'find the functions that carry the exemption tag' },
] as const satisfies readonly Permission[];

/** Everything the evaluator function calls: the inventory, and AWS Config. */
export const EVALUATOR_PERMISSIONS = [
  ...INVENTORY_PERMISSIONS,
  { action: 'config:PutEvaluations', scope: 'any', purpose: 'report the verdicts' },
  {
    action: 'config:GetResourceConfigHistory',
    scope: 'any',
    purpose: 'read a configuration item too large for its notification',
  },
  {
    action: 'config:GetComplianceDetailsByConfigRule',
    scope: 'config rules',
    purpose: 'compare with the previous results, to report only what changed',
  },
] as const satisfies readonly Permission[];
