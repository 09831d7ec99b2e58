import { describe, expect, it } from 'vitest';
import { PlannedInputError } from '../../../rule/planned/planned-input-error.ts';
import { outcomes } from '../judged.ts';
import { judgedDirectory, readDirectory } from './directories.ts';
import { fixture, LOGS, OF_LAMBDA_MODULE, XRAY } from './plans.ts';

const TRUST = `jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })`;

/** Roles the rows use: `good` may deliver traces, `bare` may do nothing. */
const ROLES = `
resource "aws_iam_role" "good" {
  name               = "good"
  assume_role_policy = ${TRUST}
}

resource "aws_iam_role_policy_attachment" "good" {
  role       = aws_iam_role.good.name
  policy_arn = "${XRAY}"
}

resource "aws_iam_role" "bare" {
  name               = "bare"
  assume_role_policy = ${TRUST}
}
`;

const TRACING = `tracing_config {
    mode = "Active"
  }`;

/** The function `f` with this in its block, and the role `good` unless another one is named. */
function fn(inner = TRACING, role = 'aws_iam_role.good.arn', name = 'f'): string {
  return `
resource "aws_lambda_function" "${name}" {
  function_name = "${name}"
  role          = ${role}
  ${inner}
}
`;
}

/** The verdict on the function `f` of a file. */
function outcome(text: string, files: Readonly<Record<string, string>> = {}, given = {}): string | undefined {
  return judgedDirectory({ 'main.tf': ROLES + text, ...files }, given)['aws_lambda_function.f']?.outcome;
}

const mode = (expression: string) =>
  fn(`tracing_config {
    mode = ${expression}
  }`);

describe('the configurations behind the plans', () => {
  const files = (folder: string, ...others: string[]) =>
    Object.fromEntries(['main.tf', ...others].map((file) => [file, fixture(folder, file)]));

  it('get the verdicts of their plans', () => {
    expect(outcomes(judgedDirectory(files('first-plan')))).toEqual({
      'aws_lambda_function.orders': 'C',
      'aws_lambda_function.bills': 'N(role-denied)',
      'aws_lambda_function.plain': 'N(tracing-not-active)',
    });
    expect(outcomes(judgedDirectory(files('modules', 'function/main.tf', 'role/main.tf')))).toEqual({
      'module.active.aws_lambda_function.this[0]': 'C',
      'module.silent.aws_lambda_function.this[0]': 'N(tracing-not-active)',
      'module.each["good"].aws_lambda_function.this[0]': 'C',
      'module.each["bare"].aws_lambda_function.this[0]': 'N(role-denied)',
    });
  });

  it('and where a plan does not tell, because of a local, the directory does', () => {
    expect(outcomes(judgedDirectory(files('documents')))).toEqual({
      'aws_lambda_function.worker["traces"]': 'C',
      'aws_lambda_function.worker["denied"]': 'N(role-denied)',
      'aws_lambda_function.worker["queue_only"]': 'N(role-denied)',
      'aws_lambda_function.worker["boundary"]': 'N(role-denied)',
      'aws_lambda_function.worker["opaque"]': 'C',
    });
  });
});

const VARIABLE = (more = '') => `
variable "mode" {
  type = string
  ${more}
}
`;
const DYNAMIC = fn(`dynamic "tracing_config" {
    for_each = var.mode == null ? [] : [true]
    content {
      mode = var.mode
    }
  }`);

describe('the mode of a function', () => {
  it.each([
    ['Active', 'C', fn()],
    ['PassThrough', 'N(tracing-not-active)', mode('"PassThrough"')],
    ['no block', 'N(tracing-not-active)', fn('')],
    ['by default of a variable', 'C', VARIABLE('default = "Active"') + mode('var.mode')],
    ['of a variable without value', 'I(tracing-unknown)', VARIABLE() + mode('var.mode')],
    ['T6: a dynamic block by default null', 'N(tracing-not-active)', VARIABLE('default = null') + DYNAMIC],
    ['a dynamic block by default Active', 'C', VARIABLE('default = "Active"') + DYNAMIC],
    ['a dynamic block without value', 'I(tracing-unknown)', VARIABLE() + DYNAMIC],
    [
      'one of two, by what is not known',
      'I(tracing-unknown)',
      VARIABLE() + mode('var.mode == "prod" ? "Active" : "PassThrough"'),
    ],
    ['the same in both worlds', 'C', VARIABLE() + mode('var.mode == "prod" ? "Active" : "Active"')],
    ['by a local', 'C', `locals {\n  m = { a = ["Active"] }\n}\n${mode('local.m["a"][0]')}`],
    ['by a template', 'C', `locals {\n  m = "Act"\n}\n${mode('"${local.m}ive"')}`],
    ['by lookup', 'C', mode('lookup({ prod = "Active" }, "prod", "PassThrough")')],
    ['by lookup with a default', 'N(tracing-not-active)', mode('lookup({ prod = "Active" }, "dev", "PassThrough")')],
    ['by try', 'C', mode('try({}.mode, "Active")')],
    ['by coalesce', 'C', mode('coalesce(null, "", "Active")')],
    ['by contains', 'C', mode('contains(["a", "b"], "b") ? "Active" : "PassThrough"')],
    ['by format', 'C', mode('format("%s%s", "Act", "ive")')],
    ['by join', 'C', mode('join("", ["Act", "ive"])')],
    ['by merge', 'C', mode('merge({ m = "PassThrough" }, { m = "Active" }).m')],
    ['by concat', 'C', mode('concat(["PassThrough"], ["Active"])[1]')],
    ['by a for expression', 'C', mode('[for k, v in { a = "PassThrough", b = "Active" } : v if k == "b"][0]')],
    ['by an object of a for expression', 'C', mode('{ for v in ["Active"] : lower(v) => v }["active"]')],
    ['by a splat', 'C', mode('one([{ m = "Active" }][*].m)')],
    ['by a heredoc', 'C', mode('trimspace(<<-EOT\n      Active\n      EOT\n    )')],
    ['by jsondecode of a file', 'C', mode('jsondecode(file("${path.module}/settings.json")).mode')],
    ['by a file that is not there', 'I(tracing-unknown)', mode('file("${path.module}/no.txt")')],
    ['by templatefile', 'I(tracing-unknown)', mode('templatefile("mode.tpl", {})')],
    ['by a function that is not evaluated', 'I(tracing-unknown)', mode('regex("A.*", "Active")')],
    [
      'of a data source',
      'I(tracing-unknown)',
      `data "aws_ssm_parameter" "m" {\n  name = "m"\n}\n${mode('data.aws_ssm_parameter.m.value')}`,
    ],
    [
      'of an optional attribute',
      'C',
      `variable "c" {\n  type    = object({ mode = optional(string, "Active") })\n  default = {}\n}\n${mode('var.c.mode')}`,
    ],
    ['by operators', 'C', mode('!false && (1 + 2 * 3 == 7 || false) && 2 > 1 ? "Active" : "PassThrough"')],
  ])('%s: %s', (_, expected, text) => {
    expect(outcome(text, { 'settings.json': '{ "mode": "Active" }' })).toBe(expected);
  });

  it('names the expression with its place, and the variables whose defaults it comes from', () => {
    const open = judgedDirectory({ 'main.tf': ROLES + VARIABLE() + mode('var.mode') })['aws_lambda_function.f'];
    const byDefault = judgedDirectory({ 'main.tf': VARIABLE('default = "PassThrough"') + mode('var.mode') + ROLES })[
      'aws_lambda_function.f'
    ];

    expect(open?.unresolved).toEqual([`main.tf:${ROLES.split('\n').length + 1} var.mode`]);
    expect(byDefault?.annotation).toContain('The mode is PassThrough by default of mode');
    expect(byDefault?.line).toBe(11);
  });

  it('takes the values of tfvars files, the later ones of those that are read by themselves', () => {
    const text = VARIABLE('default = "PassThrough"') + mode('var.mode');

    expect(outcome(text)).toBe('N(tracing-not-active)');
    expect(outcome(text, { 'terraform.tfvars': 'mode = "Active"\n' })).toBe('C');
    expect(outcome(text, { 'terraform.tfvars.json': '{ "mode": "Active" }' })).toBe('C');
    expect(outcome(text, { 'terraform.tfvars': 'mode = "Active"\n', 'z.auto.tfvars': 'mode = "active"\n' })).toBe(
      'N(tracing-not-active)',
    );
    expect(outcome(text, { 'other.tfvars': 'mode = "Active"\n' })).toBe('N(tracing-not-active)');
  });

  it('lets override files change what they name', () => {
    const override = 'resource "aws_lambda_function" "f" {\n  tracing_config {\n    mode = "PassThrough"\n  }\n}\n';

    expect(outcome(fn(), { 'override.tf': override })).toBe('N(tracing-not-active)');
  });
});

const inline = (document: string, role = 'aws_iam_role.bare.id') => `
resource "aws_iam_role_policy" "p" {
  name   = "p"
  role   = ${role}
  policy = ${document}
}
`;
const bare = fn(TRACING, 'aws_iam_role.bare.arn');
const QUEUE = 'resource "aws_sqs_queue" "q" {\n  name = "q"\n}\n';

describe('the role of a function', () => {
  it.each([
    ['without policies', 'N(role-denied)', bare],
    [
      'with a literal document',
      'C',
      bare +
        inline(
          'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "xray:*", Resource = "*" }] })',
        ),
    ],
    [
      'with a document of which some is not known',
      'C',
      QUEUE +
        bare +
        inline(
          `jsonencode({
    Statement = [
      { Effect = "Allow", Action = "xray:*", Resource = "*" },
      { Effect = "Allow", Action = "sqs:*", Resource = aws_sqs_queue.q.arn },
    ]
  })`,
        ),
    ],
    [
      'with a Deny that may be there',
      'I(role-unknown)',
      `${VARIABLE()}${fn()}${inline('jsonencode({ Statement = [{ Effect = var.mode, Action = "xray:*", Resource = "*" }] })', 'aws_iam_role.good.id')}`,
    ],
    [
      'with a heredoc',
      'C',
      `${QUEUE}${bare}${inline('<<EOT\n{ "Statement": [{ "Effect": "Allow", "Action": "xray:*", "Resource": ["${aws_sqs_queue.q.arn}", "*"] }] }\nEOT')}`,
    ],
    [
      'with a heredoc that grants on the queue only',
      'N(role-denied)',
      `${QUEUE}${bare}${inline('<<EOT\n{ "Statement": [{ "Effect": "Allow", "Action": "xray:*", "Resource": "${aws_sqs_queue.q.arn}" }] }\nEOT')}`,
    ],
    ['with a document of which nothing is known', 'I(role-unknown)', bare + VARIABLE() + inline('var.mode')],
    [
      'attached to by a name that is not known',
      'I(role-unknown)',
      bare +
        VARIABLE() +
        inline('jsonencode({ Statement = [{ Effect = "Allow", Action = "xray:*", Resource = "*" }] })', 'var.mode'),
    ],
    [
      'attached to in a loop over roles',
      'C',
      `${bare}resource "aws_iam_role_policy_attachment" "all" {
  for_each   = { a = aws_iam_role.bare, b = aws_iam_role.good }
  role       = each.value.name
  policy_arn = "${XRAY}"
}
`,
    ],
    [
      'attached to by what is there under a condition that is not known',
      'I(role-unknown)',
      `${bare}${VARIABLE()}resource "aws_iam_role_policy_attachment" "maybe" {
  count      = var.mode == "prod" ? 1 : 0
  role       = aws_iam_role.bare.name
  policy_arn = "${XRAY}"
}
`,
    ],
    [
      'attached to by a loop over what is not known',
      'I(role-unknown)',
      `${bare}variable "all" {
  type = set(string)
}
resource "aws_iam_role_policy_attachment" "maybe" {
  for_each   = var.all
  role       = aws_iam_role.bare.name
  policy_arn = "${XRAY}"
}
`,
    ],
    ['that a literal ARN names by its name', 'C', fn(TRACING, '"arn:aws:iam::111122223333:role/good"')],
    [
      'that an ARN made of its name means',
      'C',
      fn(TRACING, '"arn:aws:iam::111122223333:role/${aws_iam_role.good.name}"'),
    ],
    ['of a literal ARN that is elsewhere', 'I(role-unknown)', fn(TRACING, '"arn:aws:iam::111122223333:role/shared"')],
    [
      'of a data source',
      'I(role-unknown)',
      `data "aws_iam_role" "s" {\n  name = "shared"\n}\n${fn(TRACING, 'data.aws_iam_role.s.arn')}`,
    ],
    [
      'one of two that differ, by what is not known',
      'I(role-unknown)',
      VARIABLE() + fn(TRACING, 'var.mode == "a" ? aws_iam_role.good.arn : aws_iam_role.bare.arn'),
    ],
    [
      'one of two that are the same, by what is not known',
      'N(role-denied)',
      VARIABLE() + fn(TRACING, 'var.mode == "a" ? aws_iam_role.bare.arn : aws_iam_role.bare.arn'),
    ],
    [
      'in a partition that is not known',
      'C',
      `data "aws_partition" "p" {}
${bare}resource "aws_iam_role_policy_attachment" "x" {
  role       = aws_iam_role.bare.name
  policy_arn = "arn:\${data.aws_partition.p.partition}:iam::aws:policy/AWSXRayDaemonWriteAccess"
}
`,
    ],
    [
      'with a policy that a data source looks up by name',
      'C',
      `data "aws_iam_policy" "x" {
  name = "AWSXRayDaemonWriteAccess"
}
${bare}resource "aws_iam_role_policy_attachment" "x" {
  role       = aws_iam_role.bare.name
  policy_arn = data.aws_iam_policy.x.arn
}
`,
    ],
    ['with an output that does not exist', 'I(role-unknown)', fn(TRACING, 'module.no.arn')],
    [
      'bounded by AWS-managed logs only',
      'N(role-denied)',
      `resource "aws_iam_role" "b" {
  name = "b"
  assume_role_policy = ${TRUST}
  managed_policy_arns = ["${XRAY}"]
  permissions_boundary = "${LOGS}"
}
${fn(TRACING, 'aws_iam_role.b.arn')}`,
    ],
  ])('%s: %s', (_, expected, text) => {
    expect(outcome(text)).toBe(expected);
  });

  it('judges each world by what it holds, whichever function asks first', () => {
    const text = `${VARIABLE()}${bare}
resource "aws_iam_role_policy_attachment" "maybe" {
  count      = var.mode == "prod" ? 1 : 0
  role       = aws_iam_role.bare.name
  policy_arn = "${XRAY}"
}
${fn(`count = var.mode == "prod" ? 1 : 0\n  ${TRACING}`, 'aws_iam_role.bare.arn', 'only_prod')}`;

    expect(outcomes(judgedDirectory({ 'main.tf': ROLES + text }))).toEqual({
      'aws_lambda_function.f': 'I(role-unknown)',
      'aws_lambda_function.only_prod[0]': 'C',
    });
  });
});

describe('instances', () => {
  const loop = (collection: string) => `${ROLES}
variable "names" {
  type = set(string)
}

resource "aws_lambda_function" "f" {
  ${collection}
  function_name = "f"
  role          = aws_iam_role.good.arn
  ${TRACING}
}
`;

  it.each([
    ['count = 2', { 'aws_lambda_function.f[0]': 'C', 'aws_lambda_function.f[1]': 'C' }],
    ['count = 0', {}],
    ['for_each = toset(["b", "a"])', { 'aws_lambda_function.f["a"]': 'C', 'aws_lambda_function.f["b"]': 'C' }],
    ['for_each = var.names', { 'aws_lambda_function.f[*]': 'C' }],
    ['count = length(var.names)', { 'aws_lambda_function.f[*]': 'C' }],
    ['count = contains(var.names, "x") ? 1 : 0', { 'aws_lambda_function.f[0]': 'C' }],
  ])('%s', (collection, expected) => {
    expect(outcomes(judgedDirectory({ 'main.tf': loop(collection) }))).toEqual(expected);
  });
});

describe('modules', () => {
  it('T10: a module that grants nothing unless it is told to', () => {
    const files = {
      'main.tf': fixture('lambda-module', 'main.tf'),
      'lambda/main.tf': fixture('lambda-module', 'lambda/main.tf'),
    };

    expect(outcomes(judgedDirectory(files))).toEqual(OF_LAMBDA_MODULE);
  });

  const MODULE = `variable "mode" {\n  default = null\n}\nvariable "role" {}\n${fn(
    `dynamic "tracing_config" {
    for_each = var.mode == null ? [] : [true]
    content {
      mode = var.mode
    }
  }`,
    'var.role',
    'this',
  )}`;
  const call = (more: string) =>
    `${ROLES}module "fn" {\n  source = "./fn"\n  role   = aws_iam_role.good.arn\n  ${more}\n}\n`;

  it('T6, T7: what a call passes outweighs the default', () => {
    const judged = (more: string) => outcomes(judgedDirectory({ 'main.tf': call(more), 'fn/main.tf': MODULE }));

    expect(judged('mode = "Active"')).toEqual({ 'module.fn.aws_lambda_function.this': 'C' });
    expect(judged('')).toEqual({ 'module.fn.aws_lambda_function.this': 'N(tracing-not-active)' });
    expect(judged('mode = null')).toEqual({ 'module.fn.aws_lambda_function.this': 'N(tracing-not-active)' });
    expect(judged('for_each = toset(["a"])\n  mode = each.key')).toEqual({
      'module.fn["a"].aws_lambda_function.this': 'N(tracing-not-active)',
    });
  });

  it('a directory that another one calls is not judged by itself', () => {
    expect([...readDirectory({ 'main.tf': call(''), 'fn/main.tf': MODULE }).nestedFiles]).toEqual(['fn/main.tf']);
  });

  it('T9: a module that is not at hand is neither a finding nor silence', () => {
    const files = {
      'main.tf': `module "fn" {
  source       = "terraform-aws-modules/lambda/aws"
  tracing_mode = "Active"
}

module "vpc" {
  source = "terraform-aws-modules/vpc/aws"
}
`,
    };

    expect(judgedDirectory(files)['module.fn']).toMatchObject({
      outcome: 'I(tracing-unknown, role-unknown)',
      annotation: expect.stringContaining('module terraform-aws-modules/lambda/aws is not available: give the plan'),
      line: 1,
    });
    expect(readDirectory(files).unseen).toMatchObject([{ address: 'module.vpc', place: { file: 'main.tf', line: 6 } }]);
  });

  it('a module that was downloaded is read where it lies', () => {
    const manifest = JSON.stringify({ Modules: [{ Key: 'fn', Source: 'registry/fn', Dir: '.terraform/modules/fn' }] });
    const files = {
      'main.tf': call('mode = "Active"').replace('./fn', 'registry/fn'),
      '.terraform/modules/modules.json': manifest,
      '.terraform/modules/fn/main.tf': MODULE,
    };

    expect(outcomes(judgedDirectory(files))).toEqual({ 'module.fn.aws_lambda_function.this': 'C' });
  });

  it('T16: a permission is no function', () => {
    expect(judgedDirectory({ 'main.tf': 'resource "aws_lambda_permission" "p" {\n  action = "x"\n}\n' })).toEqual({});
  });
});

describe('providers', () => {
  const PROVIDERS = `provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { "lambda-active-tracing-exempt" = "2027-01-31 ann load test" }
  }
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}
`;

  it('bring tags and Regions', () => {
    expect(outcome(PROVIDERS + fn(''))).toBe('NA(exempt)');
    expect(outcome(PROVIDERS + fn('provider = aws.us'))).toBe('N(tracing-not-active)');
    const regions = readDirectory({
      'main.tf': `${PROVIDERS}${fn('')}${fn('provider = aws.us', 'null', 'g')}${fn('region = "eu-north-1"', 'null', 'h')}`,
    });
    expect(regions.functions.map(({ region }) => region)).toEqual(['eu-west-1', 'us-east-1', 'eu-north-1']);
  });

  it('a mapping from MSK makes tracing inapplicable', () => {
    const mapping = `resource "aws_msk_cluster" "c" {}
resource "aws_lambda_event_source_mapping" "m" {
  function_name    = aws_lambda_function.f.arn
  event_source_arn = aws_msk_cluster.c.arn
}
`;

    expect(outcome(fn('') + mapping)).toBe('NA(untraceable-event-source)');
    expect(
      outcome(fn('') + mapping.replace('{}', '{}').replace('aws_msk_cluster.c.arn', '"arn:aws:sqs:eu-west-1:1:q"')),
    ).toBe('N(tracing-not-active)');
  });
});

describe('JSON', () => {
  it('is read as the same language', () => {
    const json = {
      locals: { m: 'Act' },
      variable: { names: { default: ['a'] } },
      resource: {
        aws_lambda_function: {
          f: { function_name: 'f', role: '${aws_iam_role.good.arn}', tracing_config: { mode: '${local.m}ive' } },
          g: {
            for_each: '${toset(var.names)}',
            function_name: 'g',
            role: '${aws_iam_role.bare.arn}',
            tracing_config: [{ mode: 'Active' }],
          },
          h: {
            function_name: 'h',
            role: '${aws_iam_role.good.arn}',
            dynamic: { tracing_config: { for_each: ['${"Active"}'], content: { mode: '${tracing_config.value}' } } },
          },
        },
      },
    };

    expect(outcomes(judgedDirectory({ 'roles.tf': ROLES, 'main.tf.json': JSON.stringify(json, null, 2) }))).toEqual({
      'aws_lambda_function.f': 'C',
      'aws_lambda_function.g["a"]': 'N(role-denied)',
      'aws_lambda_function.h': 'C',
    });
  });
});

describe('what cannot be read', () => {
  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['broken HCL', { 'main.tf': 'a = 1\nresource "x" {\n  b = \n}\n' }, 'main.tf:3: this is not HCL'],
    ['a brace that is missing', { 'main.tf': 'resource "x" "y" {\n' }, 'main.tf:'],
    ['broken JSON', { 'main.tf.json': '{\n"a": }' }, 'main.tf.json:2'],
    ['a resource that is there twice', { 'main.tf': fn() + fn() }, 'resource aws_lambda_function.f is there twice'],
    [
      'a circle of locals',
      { 'main.tf': `locals {\n  a = local.b\n  b = local.a\n}\n${mode('local.a')}` },
      'main.tf:2: local.a refers to itself in a circle',
    ],
    [
      'a circle of modules',
      { 'main.tf': 'module "a" {\n  source = "./a"\n}\n', 'a/main.tf': 'module "b" {\n  source = "../a"\n}\n' },
      'a/main.tf:1: module b: the module contains itself',
    ],
    [
      'a circle of counts',
      {
        'main.tf':
          'resource "aws_iam_role" "a" {\n  count = length(b.b)\n}\nresource "b" "b" {\n  count = length(aws_iam_role.a)\n}\n',
      },
      'refers to itself in a circle',
    ],
    [
      'more than can be',
      { 'main.tf': 'resource "aws_iam_role" "a" {\n  count = 100000000\n}\n' },
      'more than 50000 instances',
    ],
    [
      'a loop in a loop',
      { 'main.tf': mode('[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]][0]') },
      'loops make more than 100000 items',
    ],
    [
      'a tfvars file that calls a function',
      { 'main.tf': fn(), 'terraform.tfvars': 'a = upper("x")\n' },
      'terraform.tfvars:1: a value is not a constant',
    ],
    [
      'nesting without end',
      { 'main.tf': `locals {\n  a = ${'['.repeat(5_000)}${']'.repeat(5_000)}\n}\n` },
      'main.tf:2',
    ],
  ])('%s', (_, files, message) => {
    const read = () => judgedDirectory(files);

    expect(read).toThrow(PlannedInputError);
    expect(read).toThrow(message);
  });
});
