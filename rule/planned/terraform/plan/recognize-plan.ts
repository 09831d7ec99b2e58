/** What a text holds: a plan as `terraform show -json` prints it, or the file that `terraform plan -out` writes. */
export type PlanKind = 'plan' | 'binary plan';

/** Is a text a plan of Terraform? Cheap, and safe on any text; nothing is parsed. */
export function recognizePlan(text: string): PlanKind | undefined {
  // The file of a plan is an archive whose first entry is called so.
  if (text.startsWith('PK\u0003\u0004')) return text.slice(0, 100).includes('tfplan') ? 'binary plan' : undefined;
  if (!/^\uFEFF?\s*\{/.test(text)) return undefined;
  const isPlan = text.includes('"resource_changes"') || text.includes('"planned_values"');
  return isPlan && /"format_version"\s*:/.test(text) ? 'plan' : undefined;
}
