import { once } from 'node:events';

/** Prints one JSON object on standard output. */
export function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Prints a report for people on standard output. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Prints a remark on standard error, so that it never mixes with a result. */
export function remark(text: string): void {
  process.stderr.write(`hlsmith: ${text}\n`);
}

/** Prints a part of a long result; resolves when standard output has room for more. */
export async function printPart(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
}
