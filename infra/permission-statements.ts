/** What a statement needs of a permission listed beside the code that uses it. */
export interface Permission<Scope extends string> {
  readonly action: string;
  readonly scope: Scope;
  readonly purpose: string;
}

export interface PermissionStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: string;
  readonly Resource: string | readonly string[];
}

/**
 * One statement per permission, with its purpose as the Sid: whoever reads the role in the console sees what each
 * action is for.
 */
export function permissionStatements<Scope extends string>(
  permissions: readonly Permission<Scope>[],
  resources: Readonly<Record<Scope, string | readonly string[]>>,
): PermissionStatement[] {
  return permissions.map(({ action, scope, purpose }) => ({
    Sid: sid(purpose),
    Effect: 'Allow',
    Action: action,
    Resource: resources[scope],
  }));
}

/** A Sid may hold letters and digits only: "list the roles" becomes ListTheRoles. */
function sid(purpose: string): string {
  return purpose
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
