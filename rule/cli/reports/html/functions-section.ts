import type { Compliance } from '../../../core/model.ts';
import type { Place } from '../../../core/place.ts';
import { counted } from './figures.ts';
import { functionTools } from './function-tools.ts';
import { type FunctionsTable, functionsTable } from './functions-table.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';

export interface AllFunctions {
  readonly title: string;
  /** What is to be said of the table; may be empty. */
  readonly note: string;
  /** How many of the functions shown have which verdict. */
  readonly counts: Readonly<Record<Compliance, number>>;
  readonly places: readonly Place[];
  readonly table: FunctionsTable;
}

/** The table of all functions with its controls; without rows there is nothing to control. */
export function functionsSection({ title, note, counts, places, table }: AllFunctions): Section {
  return { id: 'functions', title, content: content() };

  function* content(): Generator<Markup> {
    if (note !== '') yield html`<p class="note">${note}</p>`;
    if (Object.values(counts).every((count) => count === 0)) return;
    if (counts.COMPLIANT > 0) {
      yield html`<p class="note on-paper">Not printed here: ${counted(counts.COMPLIANT, 'compliant function')}.</p>`;
    }
    yield functionTools(counts, places);
    yield* functionsTable(table);
  }
}
