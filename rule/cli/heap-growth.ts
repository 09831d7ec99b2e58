import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** Below, to be fast is worth more than the memory. */
const LARGE = 64 * 1024 * 1024;

let isBounded = false;

/**
 * Lets what is kept in a large heap grow by half before it is looked through again. By default it may double, and more: the
 * memory of a large input would be half garbage. To look costs a few microseconds.
 */
export function boundHeapGrowth(): void {
  if (isBounded || getHeapStatistics().used_heap_size < LARGE) return;
  setFlagsFromString('--heap-growing-percent=50');
  isBounded = true;
}
