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

/** What a file is to have behind its includes, or behind all that it has; each text once, by its own guard. */
export function addTexts(
  file: FileNode,
  texts: readonly string[],
  where: 'behind includes' | 'at the end',
): void {
  const missing = texts.filter((text) => !file.text.includes(/#ifndef (\w+)/.exec(text)![1]));
  if (missing.length === 0) return;
  const added = missing.join('\n\n');
  const last = file.query('i:Include').at(-1)?.i;
  if (where === 'at the end') {
    const gap = file.text.endsWith('\n') ? '\n' : '\n\n';
    file.unit.edit(file.end, file.end, `${gap}${added.replaceAll('\n', file.eol)}${file.eol}`);
  } else if (last) last.after(`\n${added}\n`);
  else file.insertAtStart(`${added}\n\n`);
}

/** Text of the library behind a file's includes. */
export const addLibrary = (file: FileNode, name: string): void =>
  addTexts(file, [libraryText(name)], 'behind includes');
