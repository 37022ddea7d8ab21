import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileNode, Project } from 'hlsmith/cpp';

/** C++ that comes with hlsmith, under `templates/approximations`. */
export function libraryText(name: string): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, 'templates/approximations', name);
    if (existsSync(path)) return readFileSync(path, 'utf8').trimEnd();
    if (dirname(folder) === folder)
      throw new Error(`templates/approximations/${name} is missing: install hlsmith again`);
  }
}

/** Whether a project's numbers are `ac_fixed` and `ac_int` (Intel, Catapult) rather than `ap_fixed` and `ap_int`. */
export const usesAcTypes = (project: Project): boolean =>
  project.files.some((file) => !file.isDeferred && /\bac_(?:fixed|int)\s*</.test(file.text)) &&
  !project.files.some(
    (file) => /(?:^|\/)defines\.h$/.test(file.path) && /\bap_u?(?:fixed|int)\s*</.test(file.text),
  );

/** The header that what comes with hlsmith is put into, beside the files that include it. */
const headerName = 'hlsmith_approximations.h';

/** Texts of the library in a header of the project, beside the files that are to include it. */
export function addHeader(
  project: Project,
  users: ReadonlySet<FileNode>,
  texts: readonly string[],
  name = headerName,
): void {
  const folders = new Set([...users].map(({ path }) => path.slice(0, path.lastIndexOf('/') + 1)));
  for (const folder of folders) {
    const header = project.addFile(`${folder}${name}`);
    const missing = missingIn(header, texts);
    const gap = header.text === '' ? '' : '\n';
    if (missing !== '') header.unit.edit(header.end, header.end, `${gap}${missing}\n`);
  }
  for (const user of users) addInclude(user, name);
}

/** Texts of the library behind a file's includes. */
export function addTexts(file: FileNode, texts: readonly string[]): void {
  const missing = missingIn(file, texts);
  if (missing === '') return;
  const last = file.query('i:Include').at(-1)?.i;
  if (last) last.after(`\n${missing}\n`);
  else file.insertAtStart(`${missing}\n\n`);
}

/** Those that a file has not yet; each has a guard of its own. */
const missingIn = (file: FileNode, texts: readonly string[]): string =>
  texts.filter((text) => !file.text.includes(/#ifndef (\w+)/.exec(text)![1])).join('\n\n');

export function addInclude(file: FileNode, header: string): void {
  const includes = file.query('i:Include').map(({ i }) => i);
  if (includes.some(({ path }) => path === header)) return;
  const line = `#include "${header}"`;
  const last = includes.at(-1);
  if (last) last.after(line);
  else file.insertAtStart(`${line}\n`);
}
