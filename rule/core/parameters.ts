/**
 * The rule parameters of AWS Config (`InputParameters`), all optional. Unknown names and bad values are errors that name
 * the parameter: a typo must never loosen the control silently.
 */
export interface RuleParameters {
  readonly requiredActions: readonly string[];
  readonly conditionalAccess: 'NON_COMPLIANT' | 'COMPLIANT';
  readonly untraceableEventSources: 'NOT_APPLICABLE' | 'EVALUATE';
  readonly organizationPolicies: 'EVALUATE' | 'IGNORE';
  readonly exemptionTagKey: string;
  readonly sweepReport: 'CHANGED' | 'ALL';
  /** The furthest an exemption may reach, in days from now; 0 for no limit. */
  readonly exemptionMaxDays: number;
  /** Id of the organization the accounts belong to; empty when it is not told. */
  readonly organizationId: string;
}

export const DEFAULT_PARAMETERS: RuleParameters = {
  requiredActions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  conditionalAccess: 'NON_COMPLIANT',
  untraceableEventSources: 'NOT_APPLICABLE',
  organizationPolicies: 'EVALUATE',
  exemptionTagKey: 'lambda-active-tracing-exempt',
  sweepReport: 'CHANGED',
  exemptionMaxDays: 0,
  organizationId: '',
};

type Parser<Name extends keyof RuleParameters> = (value: string) => RuleParameters[Name];

const PARSERS: { readonly [Name in keyof RuleParameters]: Parser<Name> } = {
  requiredActions: parseActions,
  conditionalAccess: oneOf('NON_COMPLIANT', 'COMPLIANT'),
  untraceableEventSources: oneOf('NOT_APPLICABLE', 'EVALUATE'),
  organizationPolicies: oneOf('EVALUATE', 'IGNORE'),
  exemptionTagKey: parseTagKey,
  sweepReport: oneOf('CHANGED', 'ALL'),
  exemptionMaxDays: parseDays,
  organizationId: parseOrganizationId,
};

/**
 * Parses name/value pairs as AWS Config passes them (every value a string) over the defaults.
 *
 * @throws Error naming the parameter that is unknown or has a bad value.
 */
export function parseParameters(given: Readonly<Record<string, unknown>>): RuleParameters {
  const parsed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!isParameterName(name)) {
      throw new Error(`unknown rule parameter "${name}"; known: ${Object.keys(PARSERS).join(', ')}`);
    }
    if (typeof value !== 'string') throw new Error(`rule parameter ${name}: must be a string`);
    try {
      parsed[name] = PARSERS[name](value.trim());
    } catch (cause) {
      throw new Error(`rule parameter ${name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
  }
  return { ...DEFAULT_PARAMETERS, ...parsed };
}

function isParameterName(name: string): name is keyof RuleParameters {
  return Object.hasOwn(PARSERS, name);
}

function oneOf<Value extends string>(...allowed: readonly Value[]): (value: string) => Value {
  return (value) => {
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw new Error(`"${value}" is not one of ${allowed.join(', ')}`);
    return found;
  };
}

function parseActions(value: string): readonly string[] {
  const actions = value.split(',').map((action) => action.trim());
  for (const action of actions) {
    // A wildcard is no action: whether "xray:*" is allowed has no single answer.
    if (!/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action)) {
      throw new Error(`"${action}" is not an IAM action such as xray:PutTraceSegments`);
    }
  }
  return [...new Set(actions)];
}

function parseDays(value: string): number {
  // Plain digits only: Number would read "1e3", "0x10" and the empty text too.
  if (!/^\d{1,4}$/.test(value) || Number(value) > 3650) {
    throw new Error(`"${value}" is not a whole number of days from 0 to 3650`);
  }
  return Number(value);
}

function parseOrganizationId(value: string): string {
  // AWS Organizations API reference, Organization: Id.
  if (value !== '' && !/^o-[a-z0-9]{10,32}$/.test(value)) {
    throw new Error(`"${value}" is not the id of an organization such as o-a1b2c3d4e5`);
  }
  return value;
}

function parseTagKey(value: string): string {
  // The characters and length Lambda accepts in a tag key; `aws:` is reserved.
  if (!/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(value)) throw new Error(`"${value}" is not a tag key`);
  return value;
}
