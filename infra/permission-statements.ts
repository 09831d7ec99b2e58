/** What a statement needs of a permission listed beside the code that uses it. */
export interface Permission<Scope extends string> {
  readonly action: string;
  readonly scope: Scope;
}

export interface PermissionStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

/**
 * One statement per scope, without a Sid: its actions and resources say what it is for.
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
    Effect: 'Allow',
    Action: permissions.filter((permission) => permission.scope === scope).map(({ action }) => action),
    Resource: resources[scope],
  }));
}
