import { isList, isMap, type Value, type ValueMap } from '../cloudformation/value.ts';
import { PartlyKnownText, UnresolvedValue } from '../unresolved-value.ts';
import type { World } from '../worlds.ts';
import { meantResource, ResourceAttribute, type TerraformResource, type TerraformState } from './resource.ts';

/** A JSON text that is known but for some values in it, as `jsonencode` makes it. */
export class JsonText extends UnresolvedValue {
  readonly value: Value;

  constructor(value: Value, unknown: UnresolvedValue) {
    super(unknown.expression, unknown.why, unknown.place, `jsonencode ${unknown.identity}`);
    this.value = value;
  }
}

/**
 * A policy document: JSON text or a value as far as it is known; an unresolved one where nothing is. The statements of
 * `aws_iam_policy_document` are known even where the text they make is not.
 */
export function documentOf(value: Value, state: TerraformState, world: World): Value {
  if (value instanceof JsonText) return value.value;
  const source = meantResource(value, (resource) => resource.type === DOCUMENT && resource.isData, world);
  if (source !== undefined) return new DocumentSource(state, world).read(source);
  return value instanceof PartlyKnownText ? (decodedJson(value) ?? value) : value;
}

const DOCUMENT = 'aws_iam_policy_document';

/** Reads `aws_iam_policy_document` as the provider does (its documentation, "Data Source: aws_iam_policy_document"). */
class DocumentSource {
  readonly #state: TerraformState;
  readonly #world: World;

  constructor(state: TerraformState, world: World) {
    this.#state = state;
    this.#world = world;
  }

  read(source: TerraformResource): Value {
    const attribute = (name: string) => this.#state.attribute(source, name, this.#world);
    const own = listOf(attribute('statement')).map(statementOf);
    const statements: Value[] = [];
    for (const each of this.#given(attribute('source_policy_documents'), attribute('source_json')))
      statements.push(...this.#statementsIn(each));
    merge(statements, own);
    for (const each of this.#given(attribute('override_policy_documents'), attribute('override_json')))
      merge(statements, this.#statementsIn(each));
    const version = attribute('version');
    return { Version: version ?? '2012-10-17', Statement: statements };
  }

  #given(documents: Value, document: Value): readonly Value[] {
    return [...listOf(documents), document].filter((each) => each !== undefined && each !== null && each !== '');
  }

  #statementsIn(source: Value): readonly Value[] {
    const document = documentOf(source, this.#state, this.#world);
    const decoded = typeof document === 'string' ? parsedJson(document) : document;
    if (isMap(decoded) && decoded.Statement !== undefined) return listOf(decoded.Statement);
    return [decoded instanceof UnresolvedValue ? decoded : String(document)];
  }
}

/** Statements with a Sid replace those with the same one; an unknown one may replace any that has a Sid. */
function merge(statements: Value[], others: readonly Value[]): void {
  for (const statement of others) {
    const sid = sidOf(statement);
    if (sid instanceof UnresolvedValue) {
      for (const [at, each] of statements.entries()) if (sidOf(each) !== undefined) statements[at] = sid;
    }
    const at = sid === undefined ? -1 : statements.findIndex((each) => sidOf(each) === sid);
    if (at >= 0) statements[at] = statement;
    else statements.push(statement);
  }
}

function sidOf(statement: Value): string | UnresolvedValue | undefined {
  if (statement instanceof UnresolvedValue) return statement;
  const sid = isMap(statement) ? statement.Sid : undefined;
  return sid instanceof UnresolvedValue || (typeof sid === 'string' && sid !== '') ? sid : undefined;
}

const ELEMENTS = [
  ['actions', 'Action'],
  ['not_actions', 'NotAction'],
  ['resources', 'Resource'],
  ['not_resources', 'NotResource'],
] as const;

function statementOf(block: Value): Value {
  if (!isMap(block)) return block;
  const statement: Record<string, Value> = { Effect: block.effect ?? 'Allow' };
  if (block.sid !== undefined && block.sid !== null && block.sid !== '') statement.Sid = block.sid;
  for (const [name, element] of ELEMENTS) {
    const value = block[name];
    if (value instanceof UnresolvedValue) statement[element] = value;
    else if (isList(value) && value.length > 0) statement[element] = value.map(asWritten);
  }
  for (const [name, element] of [
    ['principals', 'Principal'],
    ['not_principals', 'NotPrincipal'],
  ] as const) {
    const principal = principalOf(block[name]);
    if (principal !== undefined) statement[element] = principal;
  }
  const condition = conditionOf(block.condition);
  if (condition !== undefined) statement.Condition = condition;
  return statement;
}

function principalOf(blocks: Value): Value {
  if (blocks instanceof UnresolvedValue) return blocks;
  const principals: Record<string, Value> = Object.create(null);
  for (const each of listOf(blocks)) {
    if (!isMap(each)) return each;
    const { type, identifiers } = each;
    if (type instanceof UnresolvedValue) return type;
    if (type === '*') return '*';
    const listed = identifiers instanceof UnresolvedValue ? [identifiers] : listOf(identifiers).map(asWritten);
    principals[String(type)] = [...listOf(principals[String(type)]), ...listed];
  }
  return Object.keys(principals).length === 0 ? undefined : principals;
}

function conditionOf(blocks: Value): Value {
  if (blocks instanceof UnresolvedValue) return blocks;
  const conditions: Record<string, Record<string, Value>> = Object.create(null);
  for (const each of listOf(blocks)) {
    if (!isMap(each)) return each;
    const { test, variable, values } = each;
    if (test instanceof UnresolvedValue) return test;
    if (variable instanceof UnresolvedValue) return variable;
    const operator = conditions[String(test)] ?? Object.create(null);
    conditions[String(test)] = operator;
    operator[String(variable)] = values instanceof UnresolvedValue ? values : listOf(values).map(asWritten);
  }
  return Object.keys(conditions).length === 0 ? undefined : conditions;
}

/** `&{…}` stands for a policy variable, since `${…}` would be a template of Terraform. */
function asWritten(value: Value): Value {
  return typeof value === 'string' ? value.replaceAll('&{', '${') : value;
}

export function listOf(value: Value): readonly Value[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

/** Stand in JSON text for parts that are not known; a policy holds none of these characters. */
const [OPENING, CLOSING] = ['\uE000', '\uE001'];

/** The value of a JSON text whose unknown parts lie within its strings; `undefined` where that is not so. */
function decodedJson(text: PartlyKnownText): Value | undefined {
  const json = text.parts.map((part, at) => (typeof part === 'string' ? part : `${OPENING}${at}${CLOSING}`)).join('');
  const parsed = parsedJson(json);
  return parsed === undefined ? undefined : filledIn(parsed, text.parts);
}

function parsedJson(text: string): Value | undefined {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function filledIn(value: Value, parts: PartlyKnownText['parts']): Value {
  if (typeof value === 'string') return value.includes(OPENING) ? withParts(value, parts) : value;
  if (isList(value)) return value.map((each) => filledIn(each, parts));
  if (!isMap(value)) return value;
  const filled: Record<string, Value> = Object.create(null);
  for (const [key, each] of Object.entries(value as ValueMap)) {
    // A key that is not known may be any.
    const part = key.includes(OPENING) ? withParts(key, parts) : undefined;
    if (part instanceof UnresolvedValue) return part;
    filled[key] = filledIn(each, parts);
  }
  return filled;
}

function withParts(text: string, parts: PartlyKnownText['parts']): Value {
  const pieces = text
    .split(/\uE000(\d+)\uE001/)
    .map((piece, at) => (at % 2 === 0 ? piece : (parts[Number(piece)] ?? '')));
  const unknown = pieces.find((piece) => piece instanceof UnresolvedValue);
  const [first, only, last] = pieces;
  if (unknown === undefined) return text;
  if (pieces.length === 3 && first === '' && last === '' && only instanceof ResourceAttribute) return only;
  return new PartlyKnownText(
    pieces.filter((piece) => piece !== ''),
    unknown,
  );
}
