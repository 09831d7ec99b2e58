import { PlannedInputError } from '../planned-input-error.ts';
import { SourceText } from '../source-text.ts';
import { UnresolvedValue } from '../unresolved-value.ts';
import { inTheOnlyWorld } from '../worlds.ts';
import { Evaluator } from './evaluator.ts';
import type { StackPlan, Unseen } from './load-stack.ts';
import { parseTemplate } from './parse-template.ts';
import { type Argument, placed, type StackResource } from './stack.ts';
import { MapNode, type TemplateNode } from './template-node.ts';
import type { Value } from './value.ts';

/** Stacks in stacks in stacks may come to billions; an account holds 2,000. */
const MOST_STACKS = 500;

/** The templates of one run: each is read once, however many stacks it becomes. */
export class TemplateFiles {
  /** By the resource that would have become a stack. */
  readonly unseen = new Map<StackResource, Unseen>();
  /** The files that are the template of a stack within another. */
  readonly nested = new Set<string>();
  readonly #textOf: (path: string) => string | undefined;
  /** Paths of templates by the key of the asset they are uploaded as. */
  readonly #assets: ReadonlyMap<string, string>;
  readonly #templates = new Map<string, TemplateNode>();
  readonly #around: string[] = [];
  #stacks = 0;

  constructor(textOf: (path: string) => string | undefined, assets: ReadonlyMap<string, string> = new Map()) {
    this.#textOf = textOf;
    this.#assets = assets;
  }

  template(source: SourceText): TemplateNode {
    const known = this.#templates.get(source.file);
    if (known !== undefined) return known;
    const template = parseTemplate(source);
    this.#templates.set(source.file, template);
    return template;
  }

  /** @throws PlannedInputError when a template is nested in itself, or too many are nested. */
  count(file: string): void {
    if (this.#around.includes(file))
      throw new PlannedInputError(file, undefined, 'the template contains itself as a nested stack');
    if (++this.#stacks > MOST_STACKS) throw new PlannedInputError(file, undefined, `more than ${MOST_STACKS} stacks`);
    this.#around.push(file);
  }

  done(file: string): void {
    if (this.#around.at(-1) === file) this.#around.pop();
  }

  /** The file a stack's template lies in; `undefined` where it is not at hand. */
  find(location: string, from: string): SourceText | undefined {
    const asset = this.#assets.get(location.slice(location.lastIndexOf('/') + 1));
    const path = asset ?? (/^[a-z0-9]+:\/\//i.test(location) ? undefined : relativeTo(from, location));
    const text = path === undefined ? undefined : this.#textOf(path);
    if (path === undefined || text === undefined) return undefined;
    this.nested.add(path);
    return new SourceText(path, text);
  }
}

/** A path as seen from the folder of another file, without `.` and `..`. */
export function relativeTo(file: string, path: string): string {
  const parts = path.startsWith('/') ? [''] : file.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..' && parts.at(-1) !== '') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

const LOCATION: ReadonlyMap<string, string> = new Map([
  ['AWS::CloudFormation::Stack', 'TemplateURL'],
  ['AWS::Serverless::Application', 'Location'],
]);

/** The stack a resource becomes; `undefined` for any other resource, and where its template is not at hand. */
export function childStack(resource: StackResource, files: TemplateFiles): StackPlan | undefined {
  const { frame, type, address, at, logicalId } = resource;
  const { stack } = frame;
  const property = LOCATION.get(type);
  const unseen = (why: string) => files.unseen.set(resource, { place: stack.source.placeOf(at), address, why });
  if (property === undefined) {
    if (type.endsWith('::MODULE')) unseen(`module ${type} is not available`);
    return undefined;
  }
  const evaluate = <Result extends Value>(ask: (evaluator: Evaluator) => Result) =>
    inTheOnlyWorld((world) => ask(new Evaluator(world)));
  const location = assetPath(resource) ?? evaluate((evaluator) => evaluator.property(resource, property));
  const written = location instanceof UnresolvedValue ? location.expression : location;
  const source = typeof written === 'string' ? files.find(written, stack.source.file) : undefined;
  if (source === undefined) {
    const why = typeof written === 'string' ? `template ${written} is not available` : 'its template cannot be told';
    unseen(why);
    return undefined;
  }
  const { accountId, region } = stack;
  return {
    source,
    address,
    name: undefined,
    madeBy: resource,
    accountId,
    region,
    arguments: argumentsFor(resource, logicalId),
  };
}

/** CDK says where the template of a nested stack lies. */
function assetPath({ body }: StackResource): string | undefined {
  const metadata = body.get('Metadata');
  const path = metadata instanceof MapNode ? metadata.get('aws:asset:path') : undefined;
  return typeof path === 'string' ? path : undefined;
}

/** What the parent passes; where that cannot be listed, no parameter may be taken to have its default. */
function argumentsFor(resource: StackResource, logicalId: string): ReadonlyMap<string, Argument> {
  const { body, frame, at } = resource;
  const properties = body.get('Properties');
  const given = properties instanceof MapNode ? properties.get('Parameters') : undefined;
  const isPlain = (map: TemplateNode | undefined) =>
    map === undefined ||
    (map instanceof MapNode && ![...map.members.keys()].some((key) => key.startsWith('Fn::') || key === 'Ref'));
  if (isPlain(properties) && isPlain(given)) {
    const members = given instanceof MapNode ? [...given.members] : [];
    return new Map(members.map(([name, member]) => [name, placed(member, frame)]));
  }
  const place = frame.stack.source.placeOf(at);
  return new EveryArgument(
    new UnresolvedValue(`Parameters of ${logicalId}`, 'they cannot be listed', place, resource.address),
  );
}

/** Gives the same to every parameter. */
class EveryArgument extends Map<string, Argument> {
  readonly #argument: Argument;

  constructor(argument: Argument) {
    super();
    this.#argument = argument;
  }

  override get(): Argument {
    return this.#argument;
  }
}
