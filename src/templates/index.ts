import { createRequire } from 'node:module';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';
import { packageRoot } from './package-root.js';

export { packageRoot } from './package-root.js';

const compiled = new Map<string, Handlebars.TemplateDelegate>();

/**
 * Renders `templates/NAME.hbs`. Strict: a missing value throws. Nothing is HTML-escaped, since what we
 * generate is C++, Tcl and shell: what reaches a template must have been sanitised before.
 */
export function render(name: string, data: object): string {
  let template = compiled.get(name);
  if (!template) {
    const source = readFileSync(templatePath(`${name}.hbs`), 'utf8');
    const made = precompiled()[name];
    // A template that was edited since the build is compiled anew.
    template = made?.source === source ? instantiate(made.specification) : compile(source);
    compiled.set(name, template);
  }
  return template(data);
}

/** What `npm run build` makes of each template (`precompile.ts`): compiling twenty takes a tenth of a second. */
type Precompiled = Readonly<
  Record<string, { readonly source: string; readonly specification: object } | undefined>
>;

const require = createRequire(import.meta.url);
let loaded: Precompiled | undefined;

function precompiled(): Precompiled {
  const path = fileURLToPath(new URL('precompiled.cjs', import.meta.url));
  return (loaded ??= existsSync(path) ? (require(path) as Precompiled) : {});
}

/** Needs Handlebars' small half only. */
function instantiate(specification: object): Handlebars.TemplateDelegate {
  return (runtime as typeof Handlebars).template(specification);
}

function compile(source: string): Handlebars.TemplateDelegate {
  return (require('handlebars') as typeof Handlebars).compile(source, compilerOptions);
}

export const compilerOptions = { strict: true, noEscape: true };

/** The absolute path of a file or folder under `templates/`. */
export function templatePath(name: string): string {
  return join(packageRoot, 'templates', name);
}

/** The files under `templates/FOLDER`, relative to it, sorted; their text is copied as it is. */
export function templateFiles(folder: string): string[] {
  return readdirSync(templatePath(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(templatePath(folder).length + 1))
    .sort();
}
