import { createHash } from 'node:crypto';
import { parseJsonText, RepeatedMemberError } from '../../core/json-text.ts';
import { type Compliance, FAILING_REASONS, type Reason, WORST_FIRST } from '../../core/model.ts';
import { isObject, type JsonObject, textIn } from '../../recorded/json-members.ts';
import { InputError } from '../input-error.ts';
import { findInputs } from '../inputs/find-inputs.ts';
import { bytesOf, textOf } from '../inputs/input-bytes.ts';
import { RULE_NAME } from '../version.ts';

/** A function in a report of `evaluate --format json`. */
export interface ReportedFunction {
  /** `null` where a template does not tell. */
  readonly accountId: string | null;
  readonly region: string | null;
  readonly resourceId: string;
  readonly compliance: Compliance;
  readonly reasons: readonly Reason[];
  readonly annotation: string;
  readonly source: { readonly file: string; readonly line: number; readonly address: string } | undefined;
}

/** A report of `evaluate --format json`, as far as two of them are compared. */
export interface ReportDocument {
  /** The path it was read from. */
  readonly name: string;
  readonly version: string;
  readonly evaluatedAt: string;
  readonly managedPolicyData: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly functions: readonly ReportedFunction[];
}

/**
 * Reads a report, plain or gzip, UTF-8 or UTF-16.
 *
 * @throws InputError naming the file and what is wrong: it cannot be read, is no such report, or shows some functions only.
 */
export async function readReport(path: string): Promise<ReportDocument> {
  const { inputs } = await findInputs([path]);
  const [input, another] = inputs;
  if (input === undefined || another !== undefined || input.name !== path) {
    throw new InputError(`${path}: must be one report of evaluate --format json`);
  }
  return parseReport(path, await textOf(bytesOf(input, createHash('sha256'), () => undefined)));
}

/** @throws InputError naming the file and what is wrong. */
export function parseReport(name: string, text: string): ReportDocument {
  const report = parsed(name, text);
  if (
    !isObject(report) ||
    report.rule !== RULE_NAME ||
    !Array.isArray(report.evaluations) ||
    !isObject(report.summary)
  ) {
    throw new InputError(`${name}: not a report of evaluate --format json`);
  }
  const functions = report.evaluations.map((each: unknown, index) =>
    reportedFunction(each, `${name}: evaluations[${index}]`),
  );
  const { functions: counted } = report.summary;
  if (counted !== functions.length) {
    throw new InputError(`${name}: shows ${functions.length} of its ${counted} functions: make it without --only`);
  }
  return {
    name,
    version: textIn(report, 'version') ?? '',
    evaluatedAt: textIn(report, 'evaluatedAt') ?? '',
    managedPolicyData: textIn(report, 'managedPolicyData') ?? '',
    parameters: isObject(report.parameters) ? report.parameters : {},
    functions,
  };
}

function parsed(name: string, text: string): unknown {
  try {
    return parseJsonText(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new InputError(`${name}: not JSON`, { cause });
    if (cause instanceof RepeatedMemberError) throw new InputError(`${name}: ${cause.message}`, { cause });
    throw cause;
  }
}

function reportedFunction(value: unknown, where: string): ReportedFunction {
  if (!isObject(value)) throw new InputError(`${where}: must be an object`);
  const { compliance, reasons, source } = value;
  const known = WORST_FIRST.find((name) => name === compliance);
  if (known === undefined) throw new InputError(`${where}: compliance must be among ${WORST_FIRST.join(', ')}`);
  const resourceId = textIn(value, 'resourceId');
  if (resourceId === undefined) throw new InputError(`${where}: has no resourceId`);
  if (!Array.isArray(reasons) || !reasons.every(isReason)) {
    throw new InputError(`${where}: reasons must be a list of reasons`);
  }
  return {
    accountId: textIn(value, 'accountId') ?? null,
    region: textIn(value, 'region') ?? null,
    resourceId,
    compliance: known,
    reasons,
    annotation: textIn(value, 'annotation') ?? '',
    source: source === undefined ? undefined : sourceIn(source, where),
  };
}

const REASONS: ReadonlySet<unknown> = new Set<Reason>([
  ...FAILING_REASONS,
  'out-of-scope',
  'exempt',
  'untraceable-event-source',
  'compliant',
]);

function isReason(value: unknown): value is Reason {
  return REASONS.has(value);
}

function sourceIn(value: unknown, where: string): NonNullable<ReportedFunction['source']> {
  const source: JsonObject = isObject(value) ? value : {};
  const { line } = source;
  const [file, address] = [textIn(source, 'file'), textIn(source, 'address')];
  if (file === undefined || address === undefined || typeof line !== 'number') {
    throw new InputError(`${where}: source must say file, line and address`);
  }
  return { file, line, address };
}
