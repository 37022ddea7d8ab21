import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import license from 'rollup-plugin-license';

/*
 * The last part of the build: what every command loads when it starts, and all that `hlsmith convert` and the commands
 * over many files load, in few files that take the place of those that tsc wrote. Reading a hundred small files takes
 * longer than converting a model. All else in `dist/` stays as tsc wrote it, and shares `diagnostics`, whose error class must be one.
 */
const root = dirname(fileURLToPath(import.meta.url));
const commands = ['main', 'start', 'convert', 'run', 'query', 'rewrite'].map((name) => `src/cli/${name}.ts`);
const entries = ['src/diagnostics/index.ts', ...commands];

/** The other commands, what not every conversion loads, and what loads metaprograms, which share the engine's classes. */
const onDemand = [
  /^src\/cli\//,
  /^src\/batch\/index\.ts$/,
  /^src\/nn\/(keras\/writer|onnx\/guarded|training\/train)\.ts$/,
];

/** The source file of this package that `id` is, relative to its root; or undefined. */
function sourceOf(id) {
  const path = relative(root, id).split(sep).join('/');
  return path.startsWith('..') || path.startsWith('node_modules') ? undefined : path;
}

/** Modules of this package do nothing when they are loaded; those loaded on demand stay where tsc wrote them. */
const ownModules = {
  name: 'own-modules',
  async resolveId(id, importer, options) {
    const found = importer && (await this.resolve(id, importer, { ...options, skipSelf: true }));
    const source = found && sourceOf(found.id);
    if (!source || entries.includes(source)) return null;
    const isApart = options.kind === 'dynamic-import' && onDemand.some((one) => one.test(source));
    if (isApart) return { id: found.id.replace(/\.ts$/, '.js'), external: 'relative' };
    return { ...found, moduleSideEffects: false };
  },
};

/** `import.meta.url` means the file that tsc would have written; what is written here stands in `dist/src/cli`. */
const ownPlaces = {
  name: 'own-places',
  transform(code, id) {
    const source = sourceOf(id);
    if (!source) return null;
    const place = relative('src/cli', source).split(sep).join('/').replace(/\.ts$/, '.js');
    // Not where a message mentions it.
    return code.replaceAll(/import\.meta\.url(?=[),;])/g, `new URL('${place}', import.meta.url).href`);
  },
};

/** The licences of the packages whose code is in these files, which ask that they go with it. */
const notices = license({
  thirdParty: {
    output: {
      file: join(root, 'dist/THIRD-PARTY-NOTICES.txt'),
      template(packages) {
        // jsfive comes with pako inside.
        const pako = readFileSync(join(root, 'node_modules/pako/LICENSE'), 'utf8');
        const texts = [...packages.map((one) => one.text()), `Name: pako\nLicense: MIT AND Zlib\n\n${pako}`];
        return texts.join('\n\n---\n\n');
      },
    },
  },
});

export default {
  input: Object.fromEntries(entries.map((entry) => [entry.replace(/^src\/|\.ts$/g, ''), entry])),
  platform: 'node',
  resolve: {
    extensionAlias: { '.js': ['.ts', '.js'] },
    // Its modules for browsers can be taken in part, those for Node only whole.
    alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') },
  },
  // Commands that are not bundled share its classes.
  external: ['commander', /^tree-sitter/, 'web-tree-sitter', 'peggy'],
  plugins: [ownModules, ownPlaces, notices],
  output: {
    dir: 'dist/src',
    format: 'esm',
    chunkFileNames: 'cli/bundle-[name].js',
    minify: { compress: false, mangle: false, codegen: true },
  },
};
