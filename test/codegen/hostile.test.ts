import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openHlsProject, readLayerGraph } from 'hlsmith/hls';
import { convertModel, writeProject, type ConvertOptions } from '../../src/codegen/index.js';
import { identifierOf, isReservedWord, NameScope } from '../../src/codegen/identifiers.js';
import type { Model } from '../../src/nn/index.js';
import { activation, chain, dense, input } from './models.js';
import { scratchFolder } from './scratch.js';

const scratch = scratchFolder();

/** A network all of whose names come from a stranger. */
function named(...names: readonly string[]): Model {
  const [x, d, r, e, s] = names;
  return chain(
    names[5] ?? 'model',
    input(x, 1),
    dense(d, x, [[1, 2]], [0, 0]),
    activation('relu', r, d, 2),
    dense(
      e,
      r,
      [
        [1, 2],
        [3, 4],
      ],
      [0, 0],
    ),
    activation('softmax', s, e, 2),
  );
}

const attacks = [
  '"; system("INJECTED"); //',
  'a\nINJECTED(); //',
  'ends with a backslash INJECTED \\',
  '*/ INJECTED /*',
  "$(INJECTED) `INJECTED` ' | INJECTED",
  '[exec INJECTED] {INJECTED} ${INJECTED}',
  '../../INJECTED/../etc',
  'INJECTED: {x: !!js/function y}\n- INJECTED: 1',
  '\u2028INJECTED\u202e\u0000',
  '{{INJECTED}} {{{INJECTED}}} {{> INJECTED}}',
  '#include "INJECTED"',
  '??/INJECTED',
];

/** C++ without its line comments and its calls' names: what the compiler acts on. */
const code = (text: string): string => text.replace(/\/\/.*$/gm, '');

/** All templates that there are, between them. */
const variants: readonly ConvertOptions[] = [
  {},
  { target: 'oneapi' },
  { target: 'oneapi', io: 'stream', strategy: 'distributed_arithmetic' },
  { target: 'catapult', io: 'stream', strategy: 'resource' },
  { target: 'cpp', strategy: 'distributed_arithmetic' },
];

describe('names from a model', () => {
  const cases = attacks.flatMap((attack) => variants.map((options) => [attack, options] as const));
  it.each(cases)('%j stays a name: %j', (attack, options) => {
    const prefixes = ['p', 'q', 'r', 's', 't'];
    const model = named(...prefixes.map((prefix) => prefix + attack), attack);
    const harmless = convertModel(named(...prefixes.map((prefix) => `${prefix}_harmless`)), options).files;
    const { files } = convertModel(model, options);
    expect([...files.keys()]).toEqual([...harmless.keys()]);
    for (const prefix of prefixes) expect(identifierOf(prefix + attack)).toMatch(/^\w+$/);
    for (const [path, text] of files) {
      if (path === 'hlsmith_config.yml') continue;
      // Nothing differs but the identifiers, so no other text of the name is there.
      const neutral = prefixes.reduce(
        (edited, prefix) => edited.replaceAll(identifierOf(prefix + attack), `${prefix}_harmless`),
        text,
      );
      expect(neutral).toBe(harmless.get(path));
    }
    const config = parse(files.get('hlsmith_config.yml')!) as { HLSConfig: { LayerName: object } };
    const expected = parse(harmless.get('hlsmith_config.yml')!) as typeof config;
    expect(Object.keys(config.HLSConfig.LayerName)).toEqual(model.layers.map(({ name }) => name));
    expect(Object.values(config.HLSConfig.LayerName)).toEqual(Object.values(expected.HLSConfig.LayerName));
    expect({ ...config, HLSConfig: 0 }).toEqual({ ...expected, HLSConfig: 0 });
  });

  const nasty = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.constantFrom(...attacks, 'int', 'class', 'EOF', 'w2', 'b2', 'layer2_out', 'input_t', 'config2', 'i'),
    fc.constantFrom(
      'values',
      'word',
      'config2_mult',
      'layer2_cpy1',
      'sample',
      'results',
      'myproject',
      'constructor',
      '__proto__',
      '<<',
      '',
      '_',
      '__',
      '0',
    ),
    fc.constantFrom('a_exp', 'a', 'A', 'a_weight_t', 'a_exp_table_t', 'std', 'nnet', 'fc1', 'FC1', 'fc 1'),
  );

  it('become C++ identifiers, bounded and no keyword', () => {
    fc.assert(
      fc.property(nasty, (name) => {
        const identifier = identifierOf(name);
        expect(identifier).toMatch(/^[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$/);
        expect(identifier.length).toBeLessThanOrEqual(60);
      }),
    );
  });

  it('stay apart where sanitising would make them one', () => {
    const scope = new NameScope(['taken']);
    expect(['Taken', 'a', 'A', 'a', 'a_2'].map((name) => scope.claim(name))).toEqual([
      'Taken_2',
      'a',
      'A_2',
      'a_3',
      'a_2_2',
    ]);
  });

  it('make no two declarations of one name, and no parameter of a reserved one', () => {
    const options = fc.constantFrom(...variants);
    fc.assert(
      fc.property(fc.uniqueArray(nasty, { minLength: 5, maxLength: 5 }), options, (names, variant) => {
        const { files } = convertModel(named(...names), variant);
        const declared = [...files]
          .filter(
            ([path]) =>
              /^firmware\/(defines|parameters|myproject|weights|adders)/.test(path) &&
              !path.endsWith('myproject.h'),
          )
          .flatMap(([, text]) =>
            [
              ...code(text).matchAll(
                /^typedef .+ (\w+);|^struct (\w+)|^\s*(?:static const )?\w+_t (\w+)\[/gm,
              ),
            ].map(([, typedef, struct, array]) => typedef ?? struct ?? array),
          );
        expect(declared.length).toBeGreaterThan(20);
        expect(new Set(declared.map((name) => name.toLowerCase())).size).toBe(declared.length);
        expect(declared.filter(isReservedWord)).toEqual([]);
      }),
    );
  });

  it('are read back as the layers that they name', async () => {
    const directory = join(scratch, 'hostile');
    writeProject(directory, convertModel(named(...attacks.slice(0, 5))));
    const graph = await readLayerGraph(await openHlsProject(directory));
    expect(graph.layers.map(({ kind }) => kind)).toEqual(['dense', 'relu', 'dense', 'softmax']);
  });

  const compiler = spawnSync('g++', ['--version'], { stdio: 'ignore' }).status === 0;
  it.skipIf(!compiler)(compiler ? 'compile' : 'compile (skipped: there is no g++)', () => {
    const lists = [
      ['sample', ...attacks.slice(0, 4)],
      ['i', 'int', 'a', 'a_exp', 'A'],
      ['w2', 'input_t', 'std', 'layer3_out', ''],
      ['values', 'word', 'config4', 'words', 'layer2_out'],
      ['device', 'pipes', 'adders2', 'task0', attacks[0]],
      ['pipe_ids', 'pipes', 'nnet', 'tasks', 'selector'],
    ];
    lists.forEach((names, at) => {
      const directory = join(scratch, `compile${at}`);
      const io = at % 2 === 0 ? 'parallel' : 'stream';
      const isOneApi = at >= 4;
      const options: ConvertOptions = {
        io,
        ...(isOneApi ? ({ target: 'oneapi', strategy: 'distributed_arithmetic' } as const) : {}),
      };
      writeProject(directory, convertModel(named(...names), options));
      const sources = isOneApi
        ? ['myproject_kernel.cpp', 'myproject_test.cpp']
        : ['firmware/myproject.cpp', 'myproject_bridge.cpp', 'myproject_test.cpp'];
      const sycl = [`-I${join(import.meta.dirname, 'sycl')}`, '-Ifirmware', '-DSYCL_LANGUAGE_VERSION=202001'];
      const words = [
        '-std=c++17',
        '-fsyntax-only',
        '-Wall',
        '-Wextra',
        '-Wno-unknown-pragmas',
        '-Werror',
        '-Wshadow',
        '-Wno-attributes',
        '-Ifirmware/ap_types',
        ...(isOneApi ? [...sycl, '-I.'] : []),
        ...sources,
      ];
      const { stderr, status } = spawnSync('g++', words, { cwd: directory, encoding: 'utf8' });
      expect([names, stderr, status]).toEqual([names, '', 0]);
    });
  });
});
