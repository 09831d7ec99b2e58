import { FAILING_REASONS, type Reason } from '../core/model.ts';

const SEVERITY_LABELS = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;

export type SeverityLabel = (typeof SEVERITY_LABELS)[number];

export interface Settings {
  /** Name of the AWS Config aggregator that holds the results of the organization. */
  readonly aggregator: string;
  readonly ruleName: string;
  /** Whether findings of unified Security Hub are enriched as well. */
  readonly isUnified: boolean;
  /** The severity of a finding by its reason; a reason without one leaves the severity as it is. */
  readonly severities: ReadonlyMap<Reason, SeverityLabel>;
}

class SettingError extends Error {
  override readonly name = 'SettingError';
}

/**
 * Reads AGGREGATOR, RULE_NAME, UNIFIED_SECURITY_HUB (On or Off, the default) and, for each reason, a variable such as SEVERITY_ROLE_DENIED.
 *
 * @throws SettingError naming the variable that is missing or wrong.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const { AGGREGATOR, RULE_NAME, UNIFIED_SECURITY_HUB: unified = '' } = environment;
  if (!AGGREGATOR) throw new SettingError('AGGREGATOR must name an AWS Config aggregator');
  if (!['', 'On', 'Off'].includes(unified))
    throw new SettingError(`UNIFIED_SECURITY_HUB: "${unified}" is neither On nor Off`);
  const severities = new Map<Reason, SeverityLabel>();
  for (const reason of FAILING_REASONS) {
    const variable = severityVariable(reason);
    const value = environment[variable];
    if (!value || value === 'UNCHANGED') continue;
    const label = SEVERITY_LABELS.find((known) => known === value);
    if (label === undefined)
      throw new SettingError(`${variable}: "${value}" is not one of ${SEVERITY_LABELS.join(', ')}`);
    severities.set(reason, label);
  }
  return {
    aggregator: AGGREGATOR,
    ruleName: RULE_NAME || 'lambda-active-tracing',
    isUnified: unified === 'On',
    severities,
  };
}

export function severityVariable(reason: Reason): string {
  return `SEVERITY_${reason.toUpperCase().replaceAll('-', '_')}`;
}

/** The highest severity among the reasons. */
export function severityOf(reasons: readonly Reason[], { severities }: Settings): SeverityLabel | undefined {
  const ranks = reasons.flatMap((reason) => {
    const label = severities.get(reason);
    return label === undefined ? [] : [SEVERITY_LABELS.indexOf(label)];
  });
  return SEVERITY_LABELS[Math.max(...ranks)];
}
