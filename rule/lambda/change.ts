import {
  type ConfigurationItem as AwsConfigurationItem,
  type ConfigServiceClient,
  GetResourceConfigHistoryCommand,
} from '@aws-sdk/client-config-service';
import type { Clients } from '../account/clients.ts';
import { readRole } from '../account/one-role.ts';
import { askOrganization, describeAnswer, IGNORED } from '../account/organization.ts';
import { readUntraceableSources } from '../account/region-functions.ts';
import { decidedByOrganization, dependsOnRole, NOT_READ, roleFactsOf } from '../account/what-to-read.ts';
import { decide } from '../core/decide.ts';
import { assessRole, type RoleAssessment } from '../core/iam/assess-role.ts';
import type { FunctionFacts, RecordedFunction } from '../core/model.ts';
import { UnknownValue } from '../core/unknown-value.ts';
import { type ConfigurationItem, parseConfigurationItem } from '../recorded/configuration-item.ts';
import { functionFacts, LAMBDA_FUNCTION } from '../recorded/lambda-function.ts';
import { EventError, type Message } from './event.ts';
import { failIfUndecided, findingOf } from './invocation-record.ts';
import { openReport } from './put-evaluations.ts';
import { quoted } from './quoted.ts';
import type { RuleRun } from './rule-run.ts';

type ChangeMessage = Exclude<Message, { kind: 'scheduled' }>;

/** The history lags behind the notification that pointed at it; the retry finds it. */
class HistoryLagError extends Error {
  override readonly name = 'HistoryLagError';
}

/**
 * Evaluates the function a change event is about, and nothing else: of several evaluations for one event AWS Config shows
 * the last one only. Each fact is read when the verdict is known to depend on it.
 */
export async function evaluateChange(run: RuleRun, message: ChangeMessage): Promise<void> {
  const { invocation, clients, now, record } = run;
  const { parameters } = invocation;
  const fn = await readFunction(message, run);
  const role = dependsOnRole(fn, parameters, now) ? await assessRoleOf(fn, run) : NOT_READ;
  const finding = findingOf(
    record,
    fn,
    decide(fn, () => role, parameters, now),
  );
  run.signal.throwIfAborted();
  if (finding !== undefined) {
    const report = openReport(clients.config, invocation, message.captureTime);
    report.add(finding);
    await report.finish();
    record.reported = report.accepted;
  }
  failIfUndecided(record);
}

/** The function as recorded, with its event sources where they can change the verdict. */
async function readFunction(message: ChangeMessage, { invocation, clients, now }: RuleRun): Promise<FunctionFacts> {
  const { parameters } = invocation;
  const item = await readItem(message, clients);
  const { accountId, region, resourceId, arn, status } = item;
  if (message.hasLeftScope && status === 'recorded') {
    return { kind: 'out-of-scope', accountId, region, resourceId, arn, because: 'left the scope of the rule' };
  }
  const fn = functionFacts(item, parameters.exemptionTagKey);
  const mayBeActive = fn.kind === 'recorded' && (fn.tracingMode === 'Active' || fn.tracingMode instanceof UnknownValue);
  const mayBeUntraceable = !mayBeActive && dependsOnRole(fn, parameters, now);
  if (!mayBeUntraceable || parameters.untraceableEventSources === 'EVALUATE') return fn;
  return (await readUntraceableSources(clients.lambda, resourceId)).joinedTo(fn);
}

/** The item of the event, or the one an oversized event only points at. */
async function readItem(message: ChangeMessage, { config }: Clients): Promise<ConfigurationItem> {
  const item = parseConfigurationItem(message.item);
  const { resourceType, resourceId, status, isRecorderStatement } = item;
  if (resourceType !== LAMBDA_FUNCTION) {
    throw new EventError(
      `the rule evaluates ${LAMBDA_FUNCTION}, not ${quoted(resourceType)}: limit its scope to that type`,
    );
  }
  const needsNoMore = message.hasLeftScope || status !== 'recorded' || isRecorderStatement;
  return message.kind === 'changed' || needsNoMore ? item : readHistory(config, resourceId, message.captureTime);
}

/** The newest item up to a moment. A page may be empty while there are more. */
async function readHistory(config: ConfigServiceClient, resourceId: string, laterTime: Date) {
  let newest: AwsConfigurationItem | undefined;
  let nextToken: string | undefined;
  do {
    const input = { resourceType: LAMBDA_FUNCTION, resourceId, laterTime, limit: 1, nextToken } as const;
    const page = await config.send(new GetResourceConfigHistoryCommand(input));
    newest = page.configurationItems?.[0];
    nextToken = page.nextToken;
  } while (newest === undefined && nextToken);
  const capturedAt = newest?.configurationItemCaptureTime;
  // Older facts must not be reported under the newer time.
  if (capturedAt === undefined || laterTime.getTime() - capturedAt.getTime() >= 1000) {
    throw new HistoryLagError(
      `the history of ${LAMBDA_FUNCTION} ${quoted(resourceId)} does not hold the item captured at ${laterTime.toISOString()} yet`,
    );
  }
  return parseConfigurationItem({ ...newest, configurationItemCaptureTime: capturedAt.toISOString() });
}

async function assessRoleOf(fn: RecordedFunction, run: RuleRun): Promise<RoleAssessment> {
  const { invocation, clients, readPolicy, now, record } = run;
  const { parameters } = invocation;
  const role = await roleFactsOf(fn, (arn) => readRole(clients.iam, arn, readPolicy));
  if (role.kind !== 'known' || decidedByOrganization(role, fn, parameters, now) !== 'verdict') {
    return assessRole(role, fn, parameters, now);
  }
  if (parameters.organizationPolicies === 'IGNORE') {
    record.organizationPolicies = IGNORED;
    return assessRole(role, fn, parameters, now);
  }
  const question = { simulator: clients.simulator, actions: parameters.requiredActions, now };
  const organization = await askOrganization(question, { fn, role });
  record.organizationPolicies = describeAnswer(organization, role.arn);
  return assessRole({ ...role, organization }, fn, parameters, now);
}
