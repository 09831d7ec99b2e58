import type { EVALUATOR_CALLS } from '../rule/account/permissions.ts';

/** The resources an operation can be limited to; `any` where IAM offers no resource type for it. */
type PermissionScope = 'any' | 'config rules' | 'functions' | 'roles' | 'policies';

/** What each call of the evaluator may be made on. */
const SCOPES = {
  'lambda:ListFunctions': 'any',
  'lambda:ListEventSourceMappings': 'any',
  'iam:GetAccountAuthorizationDetails': 'any',
  'iam:GetPolicy': 'policies',
  'iam:GetPolicyVersion': 'policies',
  'iam:GetRole': 'roles',
  'iam:ListAttachedRolePolicies': 'roles',
  'iam:ListRolePolicies': 'roles',
  'iam:GetRolePolicy': 'roles',
  'iam:SimulatePrincipalPolicy': 'roles',
  'tag:GetResources': 'any',
  'lambda:GetFunctionConfiguration': 'functions',
  'config:PutEvaluations': 'any',
  'config:GetResourceConfigHistory': 'any',
  'config:GetComplianceDetailsByConfigRule': 'config rules',
} as const satisfies Readonly<Record<keyof typeof EVALUATOR_CALLS, PermissionScope>>;

export const EVALUATOR_PERMISSIONS = Object.entries(SCOPES).map(([action, scope]) => ({ action, scope }));
