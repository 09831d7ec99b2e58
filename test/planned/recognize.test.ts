import { describe, expect, it } from 'vitest';
import { recognizeAssembly } from '../../rule/planned/cdk/read-assembly.ts';
import { recognizeTemplate } from '../../rule/planned/cloudformation/recognize.ts';

describe('recognition', () => {
  it.each([
    ['YAML with a version', "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n", 'cloudformation'],
    ['YAML after comments', '# ours\n---\nResources:\n  F:\n    Type: AWS::Lambda::Function\n', 'cloudformation'],
    ['quoted keys', '"Resources":\n  "F": { "Type": "AWS::SNS::Topic" }\n', 'cloudformation'],
    ['a byte order mark', '\uFEFFResources:\n  T: { Type: AWS::SNS::Topic }\n', 'cloudformation'],
    ['JSON', '{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}', 'cloudformation'],
    ['JSON with a version', '{\n "AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}', 'cloudformation'],
    [
      'a transform',
      "Transform: AWS::Serverless-2016-10-31\nResources:\n  F: { Type: 'AWS::Serverless::Function' }\n",
      'sam',
    ],
    ['a resource of SAM', 'Resources:\n  F:\n    Type: AWS::Serverless::Function\n', 'sam'],
    ['Kubernetes', 'apiVersion: v1\nkind: Pod\nspec:\n  Resources: {}\n', undefined],
    ['a snapshot', '{"fileVersion":"1.0","configurationItems":[{"resourceType":"AWS::Lambda::Function"}]}', undefined],
    ['a plan', '{"format_version":"1.2","resource_changes":[]}', undefined],
    ['a text', 'Resources are scarce', undefined],
    ['nothing', '', undefined],
  ])('%s: %s', (_, text, kind) => {
    expect(recognizeTemplate(text)).toBe(kind);
  });

  it('tells the manifest of an assembly from other JSON', () => {
    expect(
      recognizeAssembly('{\n  "version": "48.0.0",\n  "artifacts": {"A": {"type": "aws:cloudformation:stack"}}}'),
    ).toBe(true);
    expect(recognizeAssembly('{"version": "1.0", "artifacts": {}}')).toBe(false);
    expect(recognizeAssembly('{"Resources": {}}')).toBe(false);
  });
});
