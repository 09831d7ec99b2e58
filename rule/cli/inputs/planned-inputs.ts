import { basename, dirname } from 'node:path';
import { recognizeAssembly } from '../../planned/cdk/read-assembly.ts';
import type { TemplateInput } from '../../planned/cloudformation/read-templates.ts';
import { recognizeTemplate } from '../../planned/cloudformation/recognize.ts';
import { recognizePlan } from '../../planned/terraform/plan/recognize-plan.ts';
import type { Skipped } from './find-inputs.ts';
import { TERRAFORM_FILE, TERRAFORM_VALUES } from './planned-kind.ts';
import { TerraformFiles } from './terraform-files.ts';

/** Templates, plans and manifests of cloud assemblies among the inputs. */
export class PlannedInputs {
  readonly #templates: TemplateInput[] = [];
  readonly #manifests: string[] = [];
  /** Plans, as `terraform show -json` prints them. */
  readonly plans: TemplateInput[] = [];
  readonly terraform = new TerraformFiles();

  /** @returns why the text is none of these; `undefined` once it was taken. */
  add(file: string, text: string, isNamed: boolean): string | undefined {
    if (TERRAFORM_FILE.test(file) || TERRAFORM_VALUES.test(file)) this.terraform.add(file, text, isNamed);
    else if (recognizePlan(text) === 'plan') this.plans.push({ file, text });
    else if (basename(file) === 'manifest.json' && recognizeAssembly(text)) this.#manifests.push(file);
    else if (recognizeTemplate(text) !== undefined) this.#templates.push({ file, text });
    else return 'neither AWS Config data nor a template or plan';
    return undefined;
  }

  get isEmpty(): boolean {
    const given = this.#templates.length + this.#manifests.length + this.plans.length;
    return given === 0 && this.terraform.isEmpty;
  }

  /** Manifests of assemblies that are not part of another one. */
  get manifests(): readonly string[] {
    return this.#manifests.filter((file) => !this.#isPartOfAssembly(dirname(file)));
  }

  /** Templates that are not part of an assembly, which are read through its manifest. */
  get templates(): readonly TemplateInput[] {
    return this.#templates.filter(({ file }) => !this.#isPartOfAssembly(file));
  }

  /** What was left out, without the other files of assemblies: those are read, or deployed, through the manifest. */
  withoutParts(skipped: readonly Skipped[]): readonly Skipped[] {
    return skipped.filter(({ name }) => !this.#isPartOfAssembly(name));
  }

  #isPartOfAssembly(path: string): boolean {
    return this.#manifests.some((manifest) => path.startsWith(`${dirname(manifest)}/`));
  }
}

export const NOTHING_PLANNED = new PlannedInputs();
