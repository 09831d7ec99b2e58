/** The resources an operation can be limited to; `any` where IAM offers no resource type for it. */
type PermissionScope = 'any' | 'functions' | 'roles' | 'automation executions';

interface RemediationPermission {
  /** The IAM action, which is also `service:Operation` of the AWS API. */
  readonly action: string;
  readonly scope: PermissionScope;
  /** The call changes something, and only this policy may be named in it (condition `iam:PolicyARN`). */
  readonly onlyThePolicy?: true;
  /** What the call is for, for whoever reviews the role. */
  readonly purpose: string;
}

/**
 * Every AWS call of the runbook, and nothing else: a test reads the same list from the document.
 *
 * `iam:PassRole` is not among them: Lambda asks for it only when an update names a role, and this one never does.
 */
export const REMEDIATION_PERMISSIONS = [
  {
    action: 'lambda:GetFunctionConfiguration',
    scope: 'functions',
    purpose: 'read the tracing mode, the role and the state, before and after',
  },
  { action: 'lambda:ListTags', scope: 'functions', purpose: 'see whether a stack owns the function' },
  { action: 'lambda:UpdateFunctionConfiguration', scope: 'functions', purpose: 'set the tracing mode, or set it back' },
  {
    action: 'iam:ListAttachedRolePolicies',
    scope: 'roles',
    purpose: 'see whether the policy is attached already, so that it is not detached afterwards',
  },
  {
    action: 'iam:SimulatePrincipalPolicy',
    scope: 'roles',
    purpose: 'see what the role may do, and what stands in the way',
  },
  { action: 'iam:AttachRolePolicy', scope: 'roles', onlyThePolicy: true, purpose: 'let the role deliver traces' },
  { action: 'iam:DetachRolePolicy', scope: 'roles', onlyThePolicy: true, purpose: 'take back what this run attached' },
  {
    action: 'ssm:DescribeAutomationStepExecutions',
    scope: 'automation executions',
    purpose: 'report which step failed, and why',
  },
] as const satisfies readonly RemediationPermission[];
