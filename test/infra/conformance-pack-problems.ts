import { parse } from 'yaml';

type Fields = Readonly<Record<string, unknown>>;

interface Pack {
  readonly text: string;
  readonly parameters: Fields;
  readonly resources: readonly { readonly id: string; readonly type: unknown; readonly properties: Fields }[];
}

/** AWS Config appends "-conformance-pack-" and an id, and some of its operations take names of 64 characters only. */
const LONGEST_RULE_NAME = 35;
const CHANGES = ['ConfigurationItemChangeNotification', 'OversizedConfigurationItemChangeNotification'];
const MESSAGE_TYPES = [...CHANGES, 'ScheduledNotification', 'ConfigurationSnapshotDeliveryCompleted'];

/** The largest values the API of AWS Config takes for a remediation; the smallest is always 1. */
const REMEDIATION_MAXIMA = {
  MaximumAutomaticAttempts: 25,
  RetryAttemptSeconds: 2_678_000,
  ConcurrentExecutionRatePercentage: 100,
  ErrorPercentage: 100,
};

/**
 * What AWS Config would refuse in a conformance pack, as sentences; none when the pack is fine.
 *
 * Linters read a pack as an ordinary CloudFormation template and see nothing wrong with any of this.
 */
export function conformancePackProblems(text: string): string[] {
  const template = fields(parse(text));
  const pack: Pack = {
    text,
    parameters: fields(template.Parameters),
    resources: Object.entries(fields(template.Resources)).map(([id, resource]) => ({
      id,
      type: fields(resource).Type,
      properties: fields(fields(resource).Properties),
    })),
  };
  return [...wholePackProblems(pack), ...parameterProblems(pack), ...resourceProblems(pack)];
}

function wholePackProblems({ text, resources }: Pack): string[] {
  return problems(
    [Buffer.byteLength(text) > 51_200, 'The template is larger than 51,200 bytes.'],
    [resources.length === 0, 'The pack has no resources.'],
  );
}

function parameterProblems({ parameters, resources }: Pack): string[] {
  const defined = Object.keys(parameters);
  const used = [...new Set(references(resources))];
  return [
    ...problems([defined.length > 60, 'The pack has more than 60 parameters.']),
    ...defined.filter((name) => !used.includes(name)).map((name) => `Parameter ${name} is not used.`),
    ...used.filter((name) => !defined.includes(name)).map((name) => `Parameter ${name} is not defined.`),
  ];
}

function resourceProblems(pack: Pack): string[] {
  return pack.resources.flatMap(({ id, type, properties }) => {
    if (type === 'AWS::Config::ConfigRule') return ruleProblems(id, properties, pack);
    if (type === 'AWS::Config::RemediationConfiguration') return remediationProblems(id, properties, pack);
    return [`${id}: a pack cannot contain ${type}.`];
  });
}

function ruleProblems(id: string, properties: Fields, pack: Pack): string[] {
  const name = properties.ConfigRuleName;
  const { Owner: owner, SourceDetails: sources } = fields(properties.Source);
  const details = Array.isArray(sources) ? sources.map(fields) : [];
  const messageTypes = details.map(({ MessageType: messageType }) => String(messageType));
  const changes = CHANGES.filter((messageType) => messageTypes.includes(messageType));
  return problems(
    [typeof name !== 'string', `${id}: ConfigRuleName must be a plain name.`],
    [String(name).length > LONGEST_RULE_NAME, `${id}: ConfigRuleName leaves no room for what AWS Config appends.`],
    [owner !== 'CUSTOM_LAMBDA', `${id}: Source.Owner must be CUSTOM_LAMBDA.`],
    [details.length === 0, `${id}: Source.SourceDetails is missing.`],
    [messageTypes.some((type) => !MESSAGE_TYPES.includes(type)), `${id}: a MessageType does not exist.`],
    [details.some(({ EventSource }) => EventSource !== 'aws.config'), `${id}: EventSource must be aws.config.`],
    [changes.length === 1, `${id}: a rule on changes needs both change message types.`],
    [
      JSON.stringify(withDefaults(properties.InputParameters, pack) ?? {}).length > 1024,
      `${id}: InputParameters is longer than 1,024 characters.`,
    ],
  );
}

function remediationProblems(id: string, properties: Fields, pack: Pack): string[] {
  const parameters = fields(properties.Parameters);
  const resourceValues = Object.values(parameters).flatMap((parameter) => fields(parameter).ResourceValue ?? []);
  const numbers = { ...properties, ...fields(fields(properties.ExecutionControls).SsmControls) };
  const isRuleOfPack = pack.resources.some(
    ({ type, properties: { ConfigRuleName: name } }) =>
      type === 'AWS::Config::ConfigRule' && name === properties.ConfigRuleName,
  );
  return [
    ...problems(
      [!isRuleOfPack, `${id}: ConfigRuleName names no rule of the pack.`],
      [properties.TargetType !== 'SSM_DOCUMENT', `${id}: TargetType must be SSM_DOCUMENT.`],
      [
        resourceValues.some((value) => fields(value).Value !== 'RESOURCE_ID'),
        `${id}: a ResourceValue can only be RESOURCE_ID.`,
      ],
      [
        /"(?:Ref|Fn::\w+)":/.test(JSON.stringify(parameters.AutomationAssumeRole ?? '')),
        `${id}: AutomationAssumeRole must be an exact ARN, without intrinsic functions.`,
      ],
    ),
    ...Object.entries(REMEDIATION_MAXIMA)
      .filter(([name, most]) => name in numbers && !isWithin(Number(withDefaults(numbers[name], pack)), most))
      .map(([name, most]) => `${id}: ${name} must be 1 to ${most}.`),
  ];
}

function isWithin(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}

/** Names of the parameters a node refers to. */
function references(node: unknown): string[] {
  return Object.entries(fields(node)).flatMap(([key, value]) => {
    if (key === 'Ref') return String(value).startsWith('AWS::') ? [] : [String(value)];
    if (key === 'Fn::Sub') return [...JSON.stringify(value).matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
    return references(value);
  });
}

/** A node with each reference to a parameter replaced by the default of that parameter. */
function withDefaults(node: unknown, pack: Pack): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if ('Ref' in node) return fields(pack.parameters[String(node.Ref)]).Default;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withDefaults(value, pack)]));
}

function problems(...checks: readonly (readonly [boolean, string])[]): string[] {
  return checks.filter(([holds]) => holds).map(([, problem]) => problem);
}

/** The fields of whatever the pack has in this place: none when it is not an object. */
function fields(node: unknown): Fields {
  return typeof node === 'object' && node !== null ? { ...node } : {};
}
