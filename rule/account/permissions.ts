/** The resources an operation can be limited to; `any` where IAM offers no resource type for it. */
type PermissionScope = 'any' | 'config rules' | 'functions' | 'roles' | 'policies';

export interface Permission {
  /** The IAM action, which is also `service:Operation` of the AWS API. */
  readonly action: string;
  readonly scope: PermissionScope;
  /** What the call is for: told when it is refused. */
  readonly purpose: string;
}

/** Reading an account: what `evaluate --live` needs, and the evaluator too. */
export const INVENTORY_PERMISSIONS = [
  { action: 'lambda:ListFunctions', scope: 'any', purpose: 'list the functions' },
  {
    action: 'lambda:ListEventSourceMappings',
    scope: 'any',
    purpose: 'find event sources X-Ray cannot trace',
  },
  {
    action: 'iam:GetAccountAuthorizationDetails',
    scope: 'any',
    purpose: 'read the roles and policies',
  },
  { action: 'iam:GetPolicy', scope: 'policies', purpose: 'find the version of a policy' },
  { action: 'iam:GetPolicyVersion', scope: 'policies', purpose: 'read a managed policy' },
  // One role by itself: of a changed function, or one that was not there yet when all roles were listed.
  { action: 'iam:GetRole', scope: 'roles', purpose: 'read an execution role' },
  { action: 'iam:ListAttachedRolePolicies', scope: 'roles', purpose: 'list the policies of a role' },
  { action: 'iam:ListRolePolicies', scope: 'roles', purpose: 'list the policies of a role' },
  { action: 'iam:GetRolePolicy', scope: 'roles', purpose: 'read an inline policy' },
  { action: 'iam:SimulatePrincipalPolicy', scope: 'roles', purpose: 'see what organization policies deny' },
  { action: 'tag:GetResources', scope: 'any', purpose: 'find the exemption tags' },
] as const satisfies readonly Permission[];

/** Everything the evaluator function calls: the inventory, and AWS Config. */
export const EVALUATOR_PERMISSIONS = [
  ...INVENTORY_PERMISSIONS,
  {
    action: 'lambda:GetFunctionConfiguration',
    scope: 'functions',
    purpose: 'see that a function is gone',
  },
  { action: 'config:PutEvaluations', scope: 'any', purpose: 'report the verdicts' },
  {
    action: 'config:GetResourceConfigHistory',
    scope: 'any',
    purpose: 'read an oversized item',
  },
  {
    action: 'config:GetComplianceDetailsByConfigRule',
    scope: 'config rules',
    purpose: 'read the previous results',
  },
] as const satisfies readonly Permission[];
