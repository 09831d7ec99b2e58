import type { StackPlan } from '../cloudformation/load-stack.ts';
import { relativeTo, TemplateFiles } from '../cloudformation/nested-stacks.ts';
import { parseTemplate } from '../cloudformation/parse-template.ts';
import { type Deployment, type PlannedFunctions, readStacks } from '../cloudformation/read-templates.ts';
import { MapNode, type TemplateNode } from '../cloudformation/template-node.ts';
import { PlannedInputError } from '../planned-input-error.ts';
import { SourceText } from '../source-text.ts';

/** Is a text the `manifest.json` of a cloud assembly? Told by its beginning and the types of its artifacts. */
export function recognizeAssembly(text: string): boolean {
  return (
    /^\uFEFF?\s*\{\s*"version"\s*:/.test(text) && /"(aws:cloudformation:stack|cdk:cloud-assembly|cdk:tree)"/.test(text)
  );
}

/** What an assembly and those within it hold. */
interface Assembly {
  readonly plans: StackPlan[];
  /** Paths of templates by the key of the asset they are uploaded as. */
  readonly assets: Map<string, string>;
}

/**
 * Reads the functions of what `cdk synth` wrote: the stacks of its manifest, those of stages in nested assemblies, and the
 * templates of nested stacks. Account and Region are those the stack names; where it names none, the deployment's.
 *
 * @throws PlannedInputError for a manifest or template that cannot be read.
 */
export function readAssembly(manifest: string, deployment: Deployment): PlannedFunctions {
  const assembly: Assembly = { plans: [], assets: new Map() };
  addAssembly(manifest, assembly, deployment, []);
  const files = new TemplateFiles(deployment.textOf, assembly.assets);
  return readStacks(assembly.plans, files, deployment);
}

function addAssembly(manifest: string, assembly: Assembly, deployment: Deployment, around: readonly string[]): void {
  if (around.includes(manifest)) throw new PlannedInputError(manifest, undefined, 'the assembly contains itself');
  const artifacts = mapAt(parsed(manifest, deployment), 'artifacts');
  for (const [id, { value: artifact }] of artifacts?.members ?? []) {
    const type = textAt(artifact, 'type');
    const properties = mapAt(artifact, 'properties');
    const path = (name: string) => {
      const written = textAt(properties, name);
      if (written === undefined) throw new PlannedInputError(manifest, undefined, `artifact ${id} has no ${name}`);
      return relativeTo(manifest, written);
    };
    if (type === 'cdk:cloud-assembly')
      addAssembly(`${path('directoryName')}/manifest.json`, assembly, deployment, [...around, manifest]);
    if (type === 'cdk:asset-manifest') addAssets(path('file'), assembly, deployment);
    if (type === 'aws:cloudformation:stack')
      assembly.plans.push(planOf(id, artifact, path('templateFile'), deployment));
  }
}

function planOf(id: string, artifact: TemplateNode, file: string, deployment: Deployment): StackPlan {
  const [, accountId = '', region = ''] = /^aws:\/\/([^/]*)\/(.*)$/.exec(textAt(artifact, 'environment') ?? '') ?? [];
  const properties = mapAt(artifact, 'properties');
  const name = textAt(properties, 'stackName') ?? id;
  const own = [...(mapAt(properties, 'parameters')?.members ?? [])].flatMap(([key, { value }]) =>
    typeof value === 'string' ? [[key, value] as const] : [],
  );
  return {
    source: new SourceText(file, textOf(file, deployment)),
    address: name,
    name,
    madeBy: undefined,
    accountId: /^\d{12}$/.test(accountId) ? accountId : deployment.accountId,
    region: region === 'unknown-region' || region === '' ? deployment.region : region,
    arguments: new Map([...own, ...deployment.parameters]),
  };
}

/** Assets of files: nested stacks whose template says nothing of the file name it by the key it is uploaded as. */
function addAssets(file: string, { assets }: Assembly, deployment: Deployment): void {
  for (const [, { value: asset }] of mapAt(parsed(file, deployment), 'files')?.members ?? []) {
    const path = textAt(mapAt(asset, 'source'), 'path');
    for (const [, { value: destination }] of mapAt(asset, 'destinations')?.members ?? []) {
      const key = textAt(destination, 'objectKey');
      if (path !== undefined && key !== undefined)
        assets.set(key.slice(key.lastIndexOf('/') + 1), relativeTo(file, path));
    }
  }
}

function parsed(file: string, deployment: Deployment): TemplateNode {
  return parseTemplate(new SourceText(file, textOf(file, deployment)));
}

function textOf(file: string, deployment: Deployment): string {
  const text = deployment.textOf(file);
  if (text === undefined) throw new PlannedInputError(file, undefined, 'the assembly names it, but it is not there');
  return text;
}

function mapAt(node: TemplateNode | undefined, key: string): MapNode | undefined {
  const value = node instanceof MapNode ? node.get(key) : undefined;
  return value instanceof MapNode ? value : undefined;
}

function textAt(node: TemplateNode | undefined, key: string): string | undefined {
  const value = node instanceof MapNode ? node.get(key) : undefined;
  return typeof value === 'string' ? value : undefined;
}
