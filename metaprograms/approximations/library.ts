import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileNode } from 'hlsmith/cpp';

/** C++ that comes with hlsmith, under `templates/approximations`. */
function libraryText(name: string): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, 'templates/approximations', name);
    if (existsSync(path)) return readFileSync(path, 'utf8').trimEnd();
    if (dirname(folder) === folder)
      throw new Error(`templates/approximations/${name} is missing: install hlsmith again`);
  }
}

/** Puts the library's text behind the file's includes, once; its own guard lets several files have it. */
export function addLibrary(file: FileNode, name: string): void {
  const text = libraryText(name);
  const guard = /#ifndef (\w+)/.exec(text)![1];
  if (file.text.includes(guard)) return;
  const last = file.query('i:Include').at(-1)?.i;
  if (last) last.after(`\n${text}\n`);
  else file.insertAtStart(`${text}\n\n`);
}
