import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import type { ApiInputs } from './automation-document.ts';

/**
 * The shapes of AWS operations, from the schemas the SDK carries at run time: an operation is
 * `[9, namespace, name, traits, input, output]`, a structure `[3, namespace, name, traits, members, types, …]`.
 */
type Schema = readonly unknown[];

const CLIENTS: Readonly<Record<string, object>> = { iam, lambda };

// No client for this service is installed; both lists are from its API reference.
const WRITTEN_DOWN: Readonly<
  Record<string, { readonly input: readonly string[]; readonly output: readonly string[] }>
> = {
  'ssm:DescribeAutomationStepExecutions': {
    input: ['AutomationExecutionId', 'Filters', 'NextToken', 'MaxResults', 'ReverseOrder'],
    output: ['StepExecutions', 'StepExecutions.StepName', 'StepExecutions.FailureMessage'],
  },
};

/** What is wrong with a call of the runbook; nothing, for a call AWS accepts. */
export function problemsOfCall(inputs: ApiInputs, selectors: readonly string[]): string[] {
  const { Service, Api, PropertySelector: _, DesiredValues: __, ...request } = inputs;
  const paths = selectors.map((selector) => selector.replace(/^\$\./, '').replace(/\[\d+\]/g, ''));
  const written = WRITTEN_DOWN[`${Service}:${Api}`];
  if (written !== undefined)
    return [
      ...Object.keys(request).filter((name) => !written.input.includes(name)),
      ...paths.filter((path) => !written.output.includes(path)),
    ];
  const operation = (CLIENTS[Service] as Record<string, Schema> | undefined)?.[`${Api}$`];
  if (operation === undefined) return [`There is no operation ${Service}:${Api}`];
  return [...unknownMembers(operation[4], request, Api), ...paths.filter((path) => !hasPath(operation[5], path))];
}

/** Follows references, lists and maps to the structure inside, if there is one. */
function structure(schema: unknown): Schema | undefined {
  const resolved = typeof schema === 'function' ? (schema() as unknown) : schema;
  if (!Array.isArray(resolved)) return undefined;
  if (resolved[0] === 3 || resolved[0] === -3) return resolved;
  if (resolved[0] === 0) return structure(resolved[4]);
  return resolved[0] === 1 ? structure(resolved[4]) : undefined;
}

function member(schema: unknown, name: string): { readonly type: unknown } | undefined {
  const [, , , , names, types] = (structure(schema) ?? []) as [
    unknown,
    unknown,
    unknown,
    unknown,
    string[]?,
    unknown[]?,
  ];
  const index = names?.indexOf(name) ?? -1;
  if (index < 0) return undefined;
  const type = types?.[index];
  // A member with traits of its own is a pair of its type and the traits.
  return { type: Array.isArray(type) && typeof type[0] !== 'number' ? type[0] : type };
}

function unknownMembers(schema: unknown, value: unknown, at: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => unknownMembers(schema, item, at));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const found = member(schema, name);
    return found === undefined ? [`${at}.${name}`] : unknownMembers(found.type, inner, `${at}.${name}`);
  });
}

function hasPath(schema: unknown, path: string): boolean {
  let current: unknown = schema;
  for (const name of path.split('.')) {
    const found = member(current, name);
    if (found === undefined) return false;
    current = found.type;
  }
  return true;
}
