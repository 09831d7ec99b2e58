import { GetResourceConfigHistoryCommand } from '@aws-sdk/client-config-service';
import type { Clients } from '../account/clients.ts';
import type { ReadManagedPolicy } from '../account/managed-policy.ts';
import { readRole } from '../account/one-role.ts';
import { askOrganization, describeAnswer, IGNORED } from '../account/organization.ts';
import { readUntraceableSources } from '../account/region-functions.ts';
import { dependsOnRole, isLocallyAllowed, NOT_READ, roleFactsOf } from '../account/what-to-read.ts';
import { decide } from '../core/decide.ts';
import { assessRole, type RoleAssessment } from '../core/iam/assess-role.ts';
import type { FunctionFacts, RecordedFunction } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { type ConfigurationItem, parseConfigurationItem } from '../recorded/configuration-item.ts';
import { functionFacts, LAMBDA_FUNCTION } from '../recorded/lambda-function.ts';
import { EventError, type Invocation, type Message } from './event.ts';
import { failIfUndecided, findingOf, type Tally } from './invocation-record.ts';
import { openReport } from './put-evaluations.ts';

type ChangeMessage = Exclude<Message, { kind: 'scheduled' }>;

/**
 * Evaluates the function a change event is about, and nothing else: of several evaluations for one event AWS Config shows
 * the last one only. Each fact is read when the verdict is known to depend on it.
 */
export async function evaluateChange(
  invocation: Invocation,
  message: ChangeMessage,
  clients: Clients,
  readPolicy: ReadManagedPolicy,
  now: Date,
  tally: Tally,
): Promise<void> {
  const { parameters } = invocation;
  const fn = await readFunction(message, clients, parameters, now);
  const role = dependsOnRole(fn, parameters, now)
    ? await assessRoleOf(fn, clients, readPolicy, parameters, now, tally)
    : NOT_READ;
  const finding = findingOf(
    tally,
    fn,
    decide(fn, () => role, parameters, now),
  );
  if (finding !== undefined) {
    const report = openReport(clients.config, invocation, message.captureTime);
    report.add(finding);
    await report.finish();
    tally.reported = report.accepted;
  }
  failIfUndecided(tally);
}

/** The function as recorded, with its event sources where they can change the verdict. */
async function readFunction(
  message: ChangeMessage,
  clients: Clients,
  parameters: RuleParameters,
  now: Date,
): Promise<FunctionFacts> {
  const item = await readItem(message, clients);
  const { accountId, region, resourceId, arn, status } = item;
  if (message.hasLeftScope && status === 'recorded') {
    return { kind: 'out-of-scope', accountId, region, resourceId, arn, because: 'left the scope of the rule' };
  }
  const fn = functionFacts(item, parameters.exemptionTagKey);
  const mayBeUntraceable = dependsOnRole(fn, parameters, now) && fn.tracingMode !== 'Active';
  if (!mayBeUntraceable || parameters.untraceableEventSources === 'EVALUATE') return fn;
  const sources = await readUntraceableSources(clients.lambda, resourceId);
  return { ...fn, untraceableEventSources: sources.get(resourceId) ?? [] };
}

/** The item of the event, or the one an oversized event only points at. */
async function readItem(message: ChangeMessage, { config }: Clients): Promise<ConfigurationItem> {
  const item = parseConfigurationItem(message.item);
  const { resourceType, resourceId, status } = item;
  if (resourceType !== LAMBDA_FUNCTION) {
    throw new EventError(`the rule evaluates ${LAMBDA_FUNCTION}, not ${resourceType}: limit its scope to that type`);
  }
  if (message.kind === 'changed' || message.hasLeftScope || status !== 'recorded') return item;

  const { captureTime } = message;
  const { configurationItems: [newest] = [] } = await config.send(
    new GetResourceConfigHistoryCommand({
      resourceType: LAMBDA_FUNCTION,
      resourceId,
      laterTime: captureTime,
      limit: 1,
    }),
  );
  const capturedAt = newest?.configurationItemCaptureTime;
  // The history may lag behind the notification. Older facts must not be reported under the newer time.
  if (capturedAt === undefined || captureTime.getTime() - capturedAt.getTime() >= 1000) {
    throw new Error(
      `the history of ${resourceType} ${resourceId} does not hold the item captured at ${captureTime.toISOString()} yet`,
    );
  }
  return parseConfigurationItem({ ...newest, configurationItemCaptureTime: capturedAt.toISOString() });
}

async function assessRoleOf(
  fn: RecordedFunction,
  { iam, simulator }: Clients,
  readPolicy: ReadManagedPolicy,
  parameters: RuleParameters,
  now: Date,
  tally: Tally,
): Promise<RoleAssessment> {
  const role = await roleFactsOf(fn, (arn) => readRole(iam, arn, readPolicy));
  const assessment = assessRole(role, fn, parameters, now);
  if (role.kind !== 'known' || !isLocallyAllowed(assessment, parameters)) return assessment;
  if (parameters.organizationPolicies === 'IGNORE') {
    tally.organizationPolicies = IGNORED;
    return assessment;
  }
  const organization = await askOrganization(simulator, role, fn, parameters.requiredActions, now);
  tally.organizationPolicies = describeAnswer(organization, role.arn);
  return assessRole({ ...role, organization }, fn, parameters, now);
}
