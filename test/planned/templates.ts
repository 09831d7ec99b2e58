/** Roles the rows use: GOOD may deliver traces, BASIC writes logs only. */
export const ROLES = `
  Good:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: &trust
        Version: 2012-10-17
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }]
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess']
  Basic:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: *trust
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']
`;

/** Text in YAML that goes into a template at a depth of two. */
export interface Parts {
  /** Sections before Resources, such as Parameters. */
  readonly head?: string;
  readonly mode?: string;
  readonly role?: string;
  /** More properties of the function, in flow style. */
  readonly more?: string;
  /** Beside Type and Properties. */
  readonly beside?: string;
  /** More resources. */
  readonly resources?: string;
}

/** A template with one function F and the roles Good and Basic. */
export function template({
  head = '',
  mode = 'Active',
  role = '!GetAtt Good.Arn',
  more,
  beside,
  resources = '',
}: Parts): string {
  return [
    head,
    'Resources:',
    ROLES,
    '  F:',
    '    Type: AWS::Lambda::Function',
    ...(beside === undefined ? [] : [`    ${beside}`]),
    '    Properties:',
    '      Runtime: nodejs24.x',
    `      Role: ${role}`,
    ...(mode === '' ? [] : [`      TracingConfig: { Mode: ${mode} }`]),
    ...(more === undefined ? [] : [`      ${more}`]),
    resources,
  ].join('\n');
}

export const STATEMENT_FOR_BOTH =
  "{ Effect: Allow, Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' }";

/** A role in flow style, its trust Lambda's. */
export function role(id: string, properties: string): string {
  return `  ${id}: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: *trust, ${properties} } }\n`;
}

export function inline(...statements: readonly string[]): string {
  return `Policies: [{ PolicyName: own, ${documentOf(...statements)} }]`;
}

/** A resource in flow style. */
export function resource(id: string, type: string, properties: string, beside = ''): string {
  return `  ${id}: { Type: ${type}, ${beside} Properties: { ${properties} } }\n`;
}

/** The property PolicyDocument with these statements. */
export function documentOf(...statements: readonly string[]): string {
  return `PolicyDocument: { Version: 2012-10-17, Statement: [${statements.join(', ')}] }`;
}

/** The property AssumeRolePolicyDocument that lets one service assume the role. */
export function trusting(service: string): string {
  const statement = `{ Effect: Allow, Action: 'sts:AssumeRole', Principal: { Service: ${service} } }`;
  return `AssumeRolePolicyDocument: { Version: 2012-10-17, Statement: [${statement}] }`;
}
