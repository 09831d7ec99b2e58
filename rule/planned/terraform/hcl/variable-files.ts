import type { Value } from '../../cloudformation/value.ts';
import { PlannedInputError } from '../../planned-input-error.ts';
import { SourceText } from '../../source-text.ts';
import type { Expression } from './expression.ts';
import type { TerraformFile } from './module-definition.ts';
import { parseBody } from './parse-body.ts';
import type { ParseHcl } from './syntax-node.ts';

/**
 * The values of variables in the files that Terraform reads without being told: `terraform.tfvars`, then `*.auto.tfvars` in
 * order, each also as `.json`; then those it is told, of which the last one wins (its documentation, "Variable Definitions
 * (.tfvars) Files").
 *
 * @throws PlannedInputError for one that cannot be read.
 */
export function givenVariables(
  files: readonly TerraformFile[],
  told: readonly TerraformFile[],
  parseHcl: ParseHcl,
): ReadonlyMap<string, Value> {
  const given = new Map<string, Value>();
  const nameOf = ({ file }: TerraformFile) => file.slice(file.lastIndexOf('/') + 1);
  const rankOf = (name: string) => ['terraform.tfvars', 'terraform.tfvars.json'].indexOf(name);
  const read = files
    .filter((file) => rankOf(nameOf(file)) >= 0 || /\.auto\.tfvars(\.json)?$/.test(nameOf(file)))
    .map((file) => ({ file, isAuto: rankOf(nameOf(file)) < 0, name: nameOf(file) }))
    .sort((one, other) => Number(one.isAuto) - Number(other.isAuto) || (one.name < other.name ? -1 : 1));
  for (const file of [...read.map((each) => each.file), ...told]) {
    for (const [name, value] of file.file.endsWith('.json') ? inJson(file) : inHcl(file, parseHcl))
      given.set(name, value);
  }
  return given;
}

function inJson({ file, text }: TerraformFile): readonly (readonly [string, Value])[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [];
  } catch (cause) {
    throw new PlannedInputError(file, undefined, 'it is not JSON', { cause });
  }
}

function inHcl({ file, text }: TerraformFile, parseHcl: ParseHcl): readonly (readonly [string, Value])[] {
  const { attributes } = parseBody(new SourceText(file, text), parseHcl);
  return [...attributes].map(([name, expression]) => [name, constant(expression)] as const);
}

/** These files hold constants only. */
function constant(expression: Expression): Value {
  const { span } = expression;
  if (expression.kind === 'literal') return expression.value;
  if (expression.kind === 'tuple') return expression.items.map(constant);
  if (expression.kind === 'object') {
    return Object.fromEntries(expression.members.map(([key, value]) => [String(constant(key)), constant(value)]));
  }
  if (expression.kind === 'template' && expression.parts.every((part) => typeof part === 'string')) {
    return expression.parts.join('');
  }
  if (expression.kind === 'operation' && expression.operator === '-') {
    const [only, second] = expression.operands;
    const value = only === undefined || second !== undefined ? undefined : constant(only);
    if (typeof value === 'number') return -value;
  }
  throw new PlannedInputError(span.source.file, span.source.lineOf(span.at), 'a value is not a constant');
}
