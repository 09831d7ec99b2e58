/** What a statement needs of a permission listed beside the code that uses it. */
export interface Permission<Scope extends string> {
  readonly action: string;
  readonly scope: Scope;
}

export interface PermissionStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

/**
 * One statement per scope, with the scope as its Sid.
 *
 * A statement per action, with its purpose as the Sid, would cost a twentieth of the template: the purposes stay in
 * the lists the statements are made from.
 */
export function permissionStatements<Scope extends string>(
  permissions: readonly Permission<Scope>[],
  resources: Readonly<Record<Scope, string | readonly string[]>>,
): PermissionStatement[] {
  const scopes = [...new Set(permissions.map(({ scope }) => scope))];
  return scopes.map((scope) => ({
    Sid: sid(scope),
    Effect: 'Allow',
    Action: permissions.filter((permission) => permission.scope === scope).map(({ action }) => action),
    Resource: resources[scope],
  }));
}

/** A Sid may hold letters and digits only: "config rules" becomes ConfigRules. */
function sid(scope: string): string {
  return scope
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
