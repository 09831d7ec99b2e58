/**
 * Makes the table of functions sortable and filterable. Without it the page is complete, in the order of the report; the
 * controls only appear once they work.
 */
export const TABLE_SCRIPT = `'use strict';
for (const tools of document.querySelectorAll('.tools')) {
  const table = document.getElementById(tools.dataset.table);
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const search = tools.querySelector('input[type=search]');
  const place = tools.querySelector('select');
  const verdicts = [...tools.querySelectorAll('input[type=checkbox]')];
  const shown = document.getElementById(tools.dataset.shown);

  const filter = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const wanted = new Set(verdicts.filter((box) => box.checked).map((box) => box.value));
    let count = 0;
    for (const row of rows) {
      const isShown = wanted.has(row.dataset.verdict) && (place.value === '' || row.dataset.place === place.value)
        && words.every((word) => texts.get(row).includes(word));
      row.hidden = !isShown;
      if (isShown) count++;
    }
    shown.textContent = count === rows.length ? 'All ' + count + ' functions.' : count + ' of ' + rows.length + ' functions.';
  };

  const sort = (column, header) => {
    const direction = header.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
    const cells = new Map(rows.map((row) => [row, row.cells[column]]));
    const collator = new Intl.Collator('en', { numeric: true });
    const compare = (one, other) => one.dataset.sort === undefined
      ? collator.compare(one.textContent, other.textContent)
      : one.dataset.sort - other.dataset.sort;
    rows.sort((one, other) => direction * compare(cells.get(one), cells.get(other)));
    body.append(...rows);
    for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
    header.setAttribute('aria-sort', direction === 1 ? 'ascending' : 'descending');
  };

  for (const [column, header] of [...table.tHead.rows[0].cells].entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = header.textContent;
    button.addEventListener('click', () => sort(column, header));
    header.replaceChildren(button);
  }
  tools.addEventListener('input', filter);
  tools.hidden = false;
  filter();
}
`;
