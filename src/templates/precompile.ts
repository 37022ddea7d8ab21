import { readFileSync, writeFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { compilerOptions, templateFiles, templatePath } from './index.js';

/*
 * Part of the build: writes every template, compiled, into one file beside this one.
 */
const entries = templateFiles('.')
  .filter((path) => path.endsWith('.hbs'))
  .map((path) => {
    const source = readFileSync(templatePath(path), 'utf8');
    const specification = Handlebars.precompile(source, compilerOptions) as string;
    const name = JSON.stringify(path.replace(/\.hbs$/, ''));
    return `${name}: { source: ${JSON.stringify(source)}, specification: ${specification} },\n`;
  });
writeFileSync(new URL('precompiled.cjs', import.meta.url), `module.exports = {\n${entries.join('')}};\n`);
