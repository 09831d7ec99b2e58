/** What AWS API calls are for, by their IAM action, which is also `service:Operation`: told when one is refused. */
export type Purposes = Readonly<Record<string, string>>;

/** Reading an account: what `evaluate --live` needs, and the evaluator too. */
export const INVENTORY_CALLS = {
  'lambda:ListFunctions': 'list the functions',
  'lambda:ListEventSourceMappings': 'find event sources X-Ray cannot trace',
  'iam:GetAccountAuthorizationDetails': 'read the roles and policies',
  'iam:GetPolicy': 'find the version of a policy',
  'iam:GetPolicyVersion': 'read a managed policy',
  // One role by itself: of a changed function, or one that was not there yet when all roles were listed.
  'iam:GetRole': 'read an execution role',
  'iam:ListAttachedRolePolicies': 'list the policies of a role',
  'iam:ListRolePolicies': 'list the policies of a role',
  'iam:GetRolePolicy': 'read an inline policy',
  'iam:SimulatePrincipalPolicy': 'see what organization policies deny',
  'tag:GetResources': 'find the exemption tags',
} as const satisfies Purposes;

/** Everything the evaluator function calls: the inventory, and AWS Config. */
export const EVALUATOR_CALLS = {
  ...INVENTORY_CALLS,
  'lambda:GetFunctionConfiguration': 'see that a function is gone',
  'config:PutEvaluations': 'report the verdicts',
  'config:GetResourceConfigHistory': 'read an oversized item',
  'config:GetComplianceDetailsByConfigRule': 'read the previous results',
} as const satisfies Purposes;
