import { parse } from 'yaml';

/** A parsed template, as far as the tests look into it. */
export interface CloudFormationTemplate {
  readonly Description: string;
  readonly AWSTemplateFormatVersion?: string;
  readonly Parameters: Readonly<Record<string, TemplateParameter>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs: Readonly<Record<string, { Description: string; Value: unknown }>>;
}

interface TemplateParameter {
  readonly Type: string;
  readonly Default?: string | number;
  readonly Description?: string;
  readonly AllowedValues?: readonly string[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
  readonly MinValue?: number;
  readonly MaxValue?: number;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The account every template is resolved for; in a partition other than `aws`, so that a baked-in one is seen. */
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': '111122223333',
  'AWS::Partition': 'aws-us-gov',
  'AWS::Region': 'us-gov-west-1',
};

/** Intrinsic functions as CloudFormation resolves them, for the few our templates use. */
export class Deployment {
  readonly #template: CloudFormationTemplate;
  readonly #values: ReadonlyMap<string, string>;

  constructor(template: CloudFormationTemplate, parameters: Readonly<Record<string, string>> = {}) {
    this.#template = template;
    this.#values = new Map([
      ...Object.entries(PSEUDO_PARAMETERS),
      ...Object.entries(template.Parameters).map(([name, { Default }]) => [name, String(Default)] as const),
      ...Object.entries(parameters),
    ]);
  }

  /** The properties of a resource, or undefined when its condition leaves it out. */
  resource(logicalId: string): unknown {
    const resource = this.#template.Resources[logicalId];
    if (!resource) throw new Error(`No resource ${logicalId} in the template.`);
    if (resource.Condition && !this.#holds(resource.Condition)) return undefined;
    return this.resolve(resource.Properties);
  }

  resolve(node: unknown): unknown {
    if (Array.isArray(node)) return node.map((item) => this.resolve(item)).filter((item) => item !== undefined);
    if (typeof node !== 'object' || node === null) return node;
    const [[key, operand] = ['', undefined], ...others] = Object.entries(node);
    if (others.length === 0) {
      if (key === 'Ref') return this.#ref(String(operand));
      if (key === 'Fn::Sub') return this.#sub(typeof operand === 'string' ? [operand, {}] : list(operand));
      if (key === 'Fn::GetAtt') return `<${list(operand).join('.')}>`;
      if (key === 'Fn::Join') return list(this.resolve(list(operand)[1])).join(String(list(operand)[0]));
      if (key === 'Fn::If') return this.resolve(list(operand)[this.#holds(String(list(operand)[0])) ? 1 : 2]);
      if (key === 'Condition') return this.#holds(String(operand));
      if (key === 'Fn::And') return list(operand).every((each) => this.resolve(each));
      if (key === 'Fn::Not') return !this.resolve(list(operand)[0]);
      if (key === 'Fn::Equals') return this.resolve(list(operand)[0]) === this.resolve(list(operand)[1]);
    }
    return Object.fromEntries(
      Object.entries(node)
        .map(([name, member]) => [name, this.resolve(member)] as const)
        .filter(([, member]) => member !== undefined),
    );
  }

  #sub([text, variables]: readonly unknown[]): string {
    const own = new Map(Object.entries(Object(variables)).map(([name, value]) => [name, this.resolve(value)]));
    return String(text).replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal, name) =>
      literal ? `\${${name}}` : String(own.has(name) ? own.get(name) : this.#ref(name)),
    );
  }

  #holds(condition: string): boolean {
    if (!(condition in this.#template.Conditions)) throw new Error(`No condition ${condition} in the template.`);
    return this.resolve(this.#template.Conditions[condition]) === true;
  }

  #ref(name: string): string | undefined {
    if (name === 'AWS::NoValue') return undefined;
    const value = this.#values.get(name);
    if (value !== undefined) return value;
    const [logicalId = ''] = name.split('.');
    if (!(logicalId in this.#template.Resources)) throw new Error(`Nothing in the template is called ${name}.`);
    return `<${name}>`;
  }
}

function list(node: unknown): unknown[] {
  if (!Array.isArray(node)) throw new Error(`Expected a list, found ${JSON.stringify(node)}.`);
  return node;
}

export interface Statement {
  readonly role: string;
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

interface Role {
  readonly AssumeRolePolicyDocument: { readonly Statement: readonly unknown[] };
  readonly Policies: readonly {
    readonly PolicyName: string;
    readonly PolicyDocument: { readonly Statement: readonly Omit<Statement, 'role'>[] };
  }[];
}

/** A role as deployed. The template is of our own making: the assertions on the result are what checks its shape. */
export function deployedRole(deployment: Deployment, logicalId: string): Role {
  return deployment.resource(logicalId) as Role;
}

/** Every statement of every role, as deployed. */
export function statements(
  template: CloudFormationTemplate,
  parameters?: Readonly<Record<string, string>>,
): Statement[] {
  const deployment = new Deployment(template, parameters);
  return resourcesOfType(template, 'AWS::IAM::Role').flatMap(([role]) =>
    deployedRole(deployment, role).Policies.flatMap(({ PolicyDocument }) =>
      PolicyDocument.Statement.map((statement) => ({ role, ...statement })),
    ),
  );
}

export function resourcesOfType(template: CloudFormationTemplate, type: string): [string, TemplateResource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

export function asList(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

export function parsedYaml(text: unknown): unknown {
  if (typeof text !== 'string') throw new Error(`Expected YAML text, found ${JSON.stringify(text)}.`);
  return parse(text);
}
