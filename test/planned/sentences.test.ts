import { describe, expect, it } from 'vitest';
import { judgedTemplate } from './judged.ts';
import { documentOf, inline, resource, role, STATEMENT_FOR_BOTH, template } from './templates.ts';

const sentence = (...[parts, given]: [Parameters<typeof template>[0], Parameters<typeof judgedTemplate>[1]?]) =>
  judgedTemplate(template(parts), given).F;

describe('what a report says of a planned function', () => {
  it('names the parameter without a value, and where it is declared', () => {
    expect(sentence({ head: 'Parameters:\n  TracingMode: { Type: String }', mode: '!Ref TracingMode' })).toMatchObject({
      annotation: 'Tracing mode cannot be known: parameter TracingMode has no value.',
      unresolved: ['template.yaml:2 Ref TracingMode'],
    });
  });

  it('names both branches of an open condition', () => {
    const head = 'Parameters: { Stage: { Type: String } }\nConditions: { IsProd: !Equals [!Ref Stage, prod] }';
    expect(sentence({ head, mode: '!If [IsProd, Active, PassThrough]' })?.annotation).toBe(
      'Tracing mode cannot be known: Active or PassThrough, as parameter Stage has no value.',
    );
  });

  it('says whose default it is', () => {
    expect(sentence({ head: 'Parameters: { M: { Type: String, Default: Active } }', mode: '!Ref M' })?.annotation).toBe(
      'Tracing is Active and role Good can deliver traces. The mode is Active by default of M.',
    );
    const head = 'Parameters: { S: { Type: String, Default: dev } }\nConditions: { P: !Equals [!Ref S, prod] }';
    expect(sentence({ head, mode: '!If [P, Active, PassThrough]' })?.annotation).toContain(
      'PassThrough by default of S.',
    );
  });

  it('says that Lambda will refuse it', () => {
    expect(sentence({ role: '!GetAtt Basic.Arn' })?.annotation).toBe(
      [
        'Role Basic: xray:PutTraceSegments, xray:PutTelemetryRecords not allowed (no policy allows it).',
        'Attach AWSXRayDaemonWriteAccess.',
        'This deployment will fail: Lambda refuses it.',
      ].join(' '),
    );
    expect(sentence({ mode: 'PassThrough', role: '!GetAtt Basic.Arn' })?.annotation).not.toContain('will fail');
  });

  it('keeps that it will fail where the rest is too long', () => {
    const long = 'L'.repeat(120);
    const resources = role(
      long,
      `RoleName: ${'r'.repeat(64)}, ${inline(`{ Sid: ${'s'.repeat(120)}, Effect: Deny, Action: 'xray:*', Resource: '*' }`)}`,
    );
    const annotation = sentence({ role: `!GetAtt ${long}.Arn`, resources })?.annotation ?? '';
    expect(annotation.length).toBeLessThanOrEqual(256);
    expect(annotation).toMatch(/This deployment will fail: Lambda refuses it\.$/);
  });

  it('names the import', () => {
    expect(sentence({ role: '!ImportValue SharedLambdaRole' })).toMatchObject({
      annotation:
        'Role cannot be decided: Fn::ImportValue SharedLambdaRole: SharedLambdaRole is the export of another stack.',
      unresolved: [expect.stringMatching(/^template\.yaml:\d+ Fn::ImportValue SharedLambdaRole$/)],
    });
  });

  it('says that only * matches', () => {
    const resources = role(
      'R',
      inline("{ Effect: Allow, Action: 'xray:*', Resource: !Sub 'arn:aws:xray:${AWS::Region}:${AWS::AccountId}:*' }"),
    );
    expect(sentence({ role: '!GetAtt R.Arn', resources })?.annotation).toContain(
      'only on specific resources, X-Ray needs "*"',
    );
  });

  it('names the boundary', () => {
    const boundary = `ManagedPolicyName: DevBoundary, ${documentOf("{ Effect: Allow, Action: 's3:*', Resource: '*' }")}`;
    const resources =
      role('R', `${inline(STATEMENT_FOR_BOTH)}, PermissionsBoundary: !Ref B`) +
      resource('B', 'AWS::IAM::ManagedPolicy', boundary);
    expect(sentence({ role: '!GetAtt R.Arn', resources })?.annotation).toContain('boundary DevBoundary');
  });

  it('names what a policy hangs on, once', () => {
    const head = 'Parameters: { Res: { Type: String } }';
    const statement = "{ Effect: Allow, Action: 'xray:*', Resource: !Ref Res }";
    const judged = sentence({ head, role: '!GetAtt R.Arn', resources: role('R', inline(statement, statement)) });
    expect(judged).toMatchObject({ outcome: 'I(role-unknown)', unresolved: ['template.yaml:1 Ref Res'] });
    expect(judged?.annotation).toContain('parameter Res has no value');
  });

  it('gives the line of the mode, else that of the resource', () => {
    const lines = template({}).split('\n');
    expect(sentence({})?.line).toBe(lines.findIndex((line) => line.includes('Mode: Active')) + 1);
    expect(sentence({ mode: '' })?.line).toBe(lines.indexOf('  F:') + 1);
    const json =
      '{\n"Resources": {\n"F": {\n"Type": "AWS::Lambda::Function",\n"Properties": {\n"TracingConfig": {\n"Mode":\n"Active"}}}}}';
    expect(judgedTemplate(json).F?.line).toBe(7);
  });

  it('says what fails either way, for another reason each time', () => {
    const head = 'Parameters: { Stage: { Type: String } }\nConditions: { P: !Equals [!Ref Stage, prod] }';
    expect(
      sentence({ head, mode: '!If [P, PassThrough, Active]', role: '!If [P, !GetAtt Good.Arn, !GetAtt Basic.Arn]' }),
    ).toMatchObject({
      outcome: 'N(tracing-not-active, role-denied)',
      annotation: expect.stringMatching(
        /^Tracing mode is PassThrough, must be Active\. Or: Role Basic: xray:PutTraceSegments, /,
      ),
    });
  });

  it('calls a function by its name where it has one', () => {
    expect(sentence({ more: 'FunctionName: orders' })?.resourceId).toBe('orders');
    expect(sentence({ more: "FunctionName: !Sub '${AWS::StackName}-orders'" })?.resourceId).toBe('F');
  });
});
