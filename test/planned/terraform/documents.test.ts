import { describe, expect, it } from 'vitest';
import { judgedDirectory } from './directories.ts';

const statement = (effect: string, sid = '', more = 'resources = ["*"]') => `
  statement {
    sid     = "${sid}"
    effect  = "${effect}"
    actions = ["xray:*"]
    ${more}
  }`;

/** The verdict on a function whose role has the document `d` alone. */
function outcome(document: string, others = ''): string | undefined {
  const text = `
provider "aws" {
  region = "eu-west-1"
}
data "aws_iam_policy_document" "d" {${document}
}
${others}
variable "open" {}
resource "aws_iam_role" "r" {
  name = "r"
}
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.r.id
  policy = data.aws_iam_policy_document.d.json
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = aws_iam_role.r.arn
  tracing_config {
    mode = "Active"
  }
}
`;
  return judgedDirectory({ 'main.tf': text })['aws_lambda_function.f']?.outcome;
}

const OTHER = (document: string) => `data "aws_iam_policy_document" "o" {${document}\n}`;
const SOURCE = 'source_policy_documents = [data.aws_iam_policy_document.o.json]';
const OVERRIDE = 'override_policy_documents = [data.aws_iam_policy_document.o.json]';
const condition = (values: string) => `resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = ${values}
    }`;

describe('aws_iam_policy_document', () => {
  it.each([
    ['allows', 'C', statement('Allow'), ''],
    ['allows on an ARN only', 'N(role-denied)', statement('Allow', '', 'resources = ["arn:aws:xray:*:*:*"]'), ''],
    ['allows in this Region', 'C', statement('Allow', '', condition('["eu-west-1"]')), ''],
    ['allows in another Region', 'N(role-denied)', statement('Allow', '', condition('["us-east-1"]')), ''],
    ['allows in a Region that is not known', 'I(role-unknown)', statement('Allow', '', condition('[var.open]')), ''],
    [
      'allows all but other actions',
      'C',
      '\n  statement {\n    not_actions = ["s3:*"]\n    resources   = ["*"]\n  }',
      '',
    ],
    [
      'has a policy variable that Terraform would take for its own',
      'C',
      statement('Allow', '', 'resources = ["*", "arn:aws:s3:::b/&{aws:username}"]'),
      '',
    ],
    ['is empty', 'N(role-denied)', '', ''],
    ['takes the statements of another', 'C', `\n  ${SOURCE}`, OTHER(statement('Allow'))],
    ['takes a Deny of another', 'N(role-denied)', `\n  ${SOURCE}${statement('Allow')}`, OTHER(statement('Deny'))],
    [
      'replaces a Deny of another by its Sid',
      'C',
      `\n  ${SOURCE}${statement('Allow', 'X')}`,
      OTHER(statement('Deny', 'X')),
    ],
    [
      'is overridden by another',
      'N(role-denied)',
      `\n  ${OVERRIDE}${statement('Allow', 'X')}`,
      OTHER(statement('Deny', 'X')),
    ],
    [
      'may be overridden',
      'I(role-unknown)',
      `\n  override_policy_documents = [var.open]${statement('Allow', 'X')}`,
      '',
    ],
    ['may get more', 'I(role-unknown)', `\n  source_policy_documents = [var.open]${statement('Allow')}`, ''],
    [
      'keeps a Deny that nothing can replace',
      'N(role-denied)',
      `\n  override_policy_documents = [var.open]${statement('Deny')}`,
      '',
    ],
    [
      'may lose a Deny to what overrides it',
      'I(role-unknown)',
      `\n  override_policy_documents = [var.open]${statement('Deny', 'X')}`,
      '',
    ],
    [
      'has statements in a loop',
      'C',
      '\n  dynamic "statement" {\n    for_each = ["xray:*"]\n    content {\n      actions   = [statement.value]\n      resources = ["*"]\n    }\n  }',
      '',
    ],
    [
      'has statements in a loop over what is not known',
      'I(role-unknown)',
      '\n  dynamic "statement" {\n    for_each = var.open\n    content {\n      actions   = [statement.value]\n      resources = ["*"]\n    }\n  }',
      '',
    ],
  ])('%s: %s', (_, expected, document, others) => {
    expect(outcome(document, others)).toBe(expected);
  });
});
