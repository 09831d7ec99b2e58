import { WORST_FIRST } from '../../../core/model.ts';
import { VERDICTS } from './verdict-mark.ts';

/** The class of a row by its verdict, worst first. */
const CLASSES = JSON.stringify(WORST_FIRST.map((compliance) => [compliance, VERDICTS[compliance].className]));

/**
 * Makes the table of functions sortable and filterable, and keeps what was asked for in the address of the page. Without it the
 * page is complete, in the order of the report; the controls only appear once they work.
 *
 * A word of the search that begins with `#` finds the rows that lead to exactly that address. `#functions?search=…` and so on is
 * a question to the table, and so is the address of a role that only the table names: it shows the functions with the role. Any
 * other address of a row shows the row, whatever was asked before.
 */
export const TABLE_SCRIPT = `'use strict';
for (const tools of document.querySelectorAll('.tools')) {
  const classes = new Map(${CLASSES});
  const severities = [...classes.values()];
  const heading = document.getElementById('functions');
  const table = document.getElementById('functions-table');
  const headers = [...table.tHead.rows[0].cells];
  const bodies = [...table.tBodies];
  const contents = bodies.map((body) => [...body.rows]);
  const most = contents[0].length;
  const rows = contents.flat();
  // What the table does not show stays on the page, so that its address is one.
  const aside = document.createElement('tbody');
  aside.hidden = true;
  const search = tools.querySelector('input[type=search]');
  const place = tools.querySelector('select');
  const boxes = [...tools.querySelectorAll('input[type=checkbox]')];
  const shown = document.getElementById('functions-shown');
  const once = (make) => { let made; return () => made ??= make(); };
  const textsOf = (column) => rows.map((row) => row.children[column].textContent);
  const places = once(() => {
    const regions = textsOf(2);
    return textsOf(1).map((account, index) => [account, account + ' ' + regions[index]]);
  });
  const texts = once(() => rows.map((row) => row.textContent.toLowerCase()));
  const links = once(() => rows.map((row) => new Set([...row.querySelectorAll('a')].map((a) => a.hash.toLowerCase()))));
  let order = [...rows.keys()];
  let isShown = rows.map(() => true);

  // Rows move only from one part of the table to another. The browser lays out the parts near the screen, and of others takes the height.
  const arrange = () => {
    const shownRows = order.filter((index) => isShown[index]).map((index) => rows[index]);
    const parts = bodies.map((_, part) => shownRows.slice(part * most, (part + 1) * most));
    const changed = [...bodies.keys()].filter((part) => parts[part].length !== contents[part].length
      || parts[part].some((row, index) => row !== contents[part][index]));
    // Emptied first, since rows taken out all at once cost less than one by one.
    for (const part of changed) bodies[part].replaceChildren();
    for (const part of changed) {
      const body = bodies[part];
      contents[part] = parts[part];
      body.append(...parts[part]);
      body.hidden = parts[part].length === 0;
      body.style.setProperty('--rows', parts[part].length);
    }
    for (const [index, row] of rows.entries()) if (!isShown[index] && row.parentNode !== aside) aside.append(row);
  };

  const filter = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => classes.get(box.value)));
    const isFound = (index) => words.every((word) => word.startsWith('#') ? links()[index].has(word) : texts()[index].includes(word));
    isShown = rows.map((row, index) => wanted.has(row.className) && (place.value === '' || places()[index].includes(place.value)) && isFound(index));
    const count = isShown.filter(Boolean).length;
    arrange();
    shown.textContent = count === rows.length ? 'All ' + count + ' functions.' : count + ' of ' + rows.length + ' functions.';
  };

  const rankOf = (column) => {
    if (column === 3) return rows.map((row) => severities.indexOf(row.className));
    const values = textsOf(column);
    // What has no share of time comes after what has one.
    if (headers[column].textContent.startsWith('Time')) return values.map((text) => Number.isNaN(parseFloat(text)) ? 101 : parseFloat(text));
    // Texts with their numbers made equally long order like their code units, which is much faster than a collator.
    const keys = new Map(values.map((text) => [text, '']));
    for (const text of keys.keys()) keys.set(text, text.toLowerCase().replace(/\\d+/g, (digits) => digits.padStart(20, '0')));
    const ranks = new Map([...new Set(keys.values())].sort().map((key, rank) => [key, rank]));
    return values.map((text) => ranks.get(keys.get(text)));
  };
  const ranks = new Map();

  const sort = (column, direction) => {
    if (!ranks.has(column)) ranks.set(column, rankOf(column));
    const rank = ranks.get(column);
    order = [...rows.keys()].sort((one, other) => direction * (rank[one] - rank[other]) || one - other);
    arrange();
    for (const header of headers) header.removeAttribute('aria-sort');
    headers[column].setAttribute('aria-sort', direction === 1 ? 'ascending' : 'descending');
  };

  const question = () => {
    const asked = new URLSearchParams();
    if (search.value !== '') asked.set('search', search.value);
    if (place.value !== '') asked.set('place', place.value);
    const checked = boxes.filter((box) => box.checked).map((box) => box.value);
    if (checked.length < boxes.length) asked.set('verdict', checked.join(','));
    const sorted = headers.find((header) => header.hasAttribute('aria-sort'));
    if (sorted) asked.set('sort', (sorted.getAttribute('aria-sort') === 'descending' ? '-' : '') + sorted.textContent);
    const text = asked.toString();
    return text === '' ? '#functions' : '#functions?' + text;
  };
  const remember = () => history.replaceState(null, '', question());

  const ask = (text) => {
    const asked = new URLSearchParams(text);
    search.value = asked.get('search') ?? '';
    place.value = asked.get('place') ?? '';
    if (place.selectedIndex < 0) place.value = '';
    const verdicts = asked.get('verdict')?.split(',');
    for (const box of boxes) box.checked = verdicts === undefined || verdicts.includes(box.value);
    filter();
    const [, down, name] = /^(-?)(.*)$/s.exec(asked.get('sort') ?? '');
    const column = headers.findIndex((header) => header.textContent === name);
    if (column >= 0) sort(column, down ? -1 : 1);
  };

  const follow = () => {
    const fragment = location.hash.slice(1);
    if (fragment.startsWith('functions?')) {
      ask(fragment.slice('functions?'.length));
      heading.scrollIntoView();
      return;
    }
    const target = document.getElementById(fragment);
    if (target?.matches('.functions a')) {
      ask(new URLSearchParams({ search: '#' + fragment }));
      heading.scrollIntoView();
      return;
    }
    const row = target?.closest('tr');
    if (row?.parentNode !== aside) return;
    ask('');
    row.scrollIntoView({ block: 'center' });
  };

  for (const [column, header] of headers.entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = header.textContent;
    button.addEventListener('click', () => {
      sort(column, header.getAttribute('aria-sort') === 'ascending' ? -1 : 1);
      remember();
    });
    header.replaceChildren(button);
  }
  for (const row of rows) {
    row.setAttribute('role', 'row');
    for (const cell of row.children) cell.setAttribute('role', cell.localName === 'th' ? 'rowheader' : 'cell');
    const [name] = row.children;
    if (name.querySelector('a') !== null) continue;
    const link = document.createElement('a');
    link.href = '#' + row.id;
    link.append(...name.childNodes);
    name.append(link);
  }
  for (const link of document.querySelectorAll('a[data-search]')) {
    link.hash = '#functions?' + new URLSearchParams({ search: link.dataset.search });
  }
  let pause;
  tools.addEventListener('input', () => {
    filter();
    clearTimeout(pause);
    // Browsers refuse an address that changes with every key.
    pause = setTimeout(remember, 300);
  });
  tools.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('hashchange', follow);
  tools.hidden = false;
  for (const [part, body] of bodies.entries()) body.style.setProperty('--rows', contents[part].length);
  table.append(aside);
  filter();
  follow();
}
`;
