import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { meaningAt, Project } from 'hlsmith/cpp';
import { generatedProject } from './generated-project.js';

const load = (): Project => Project.fromFiles('prj', generatedProject);

describe('a generated project', () => {
  it('reads without a syntax error, weights left alone until asked', () => {
    const project = load();
    const weights = project.file('weights/w2.h');
    project.functions();
    expect(weights.isDeferred).toBe(true);
    expect(project.files.filter((file) => !file.isDeferred).flatMap((file) => file.degraded)).toEqual([]);
    expect(weights.degraded).toEqual([]);
    expect(weights.isDeferred).toBe(false);
  });

  it('shows the top function: parameters, shapes, types through two headers', () => {
    const top = load().fn('net');
    expect(top.isDefinition).toBe(true);
    expect(top.at).toEqual({ file: 'firmware/net.cpp', line: 6, column: 1 });
    expect(top.params.map((p) => [p.name, p.type.text, p.type.canonical, p.shape])).toEqual([
      ['x', 'input_t', 'ap_fixed<18,8>', [16]],
      ['layer5_out', 'result_t', 'ap_fixed<18,8>', [5]],
    ]);
    expect(top.declarations().map((v) => [v.name, v.type.canonical, v.shape])).toEqual([
      ['loaded_weights', 'bool', []],
      ['layer2_out', 'ap_fixed<18,8>', [64]],
      ['layer3_out', 'nnet::array<ap_ufixed<8,0>,5>', [64]],
      ['layer4_out', 'ap_fixed<16,6>', [5]],
    ]);
  });

  it('shows calls with arguments, template arguments, labels and callees', () => {
    const calls = load().fn('net').calls();
    expect(calls.map((call) => [call.qualifiedName, call.commentLabel])).toEqual([
      ['nnet::load_weights_from_txt', null],
      ['nnet::dense', 'fc1'],
      ['nnet::relu', 'relu1'],
      ['nnet::dense', 'output'],
      ['nnet::softmax', 'softmax'],
    ]);
    const dense = calls[1]!;
    expect(dense.name).toBe('dense');
    expect(dense.args.map(String)).toEqual(['x', 'layer2_out', 'w2', 'b2']);
    expect(dense.templateArgs.map(String)).toEqual(['input_t', 'layer2_t', 'config2']);
    expect(dense.templateArgs[2]!.struct?.qualifiedName).toBe('config2');
    expect(dense.callee?.templateParams).toEqual(['data_T', 'res_T', 'CONFIG_T']);
    expect(dense.callee?.params[2]!.type.text).toBe('typename CONFIG_T::weight_t');
  });

  it('evaluates struct constants through macros, namespaces, ternaries and enums', () => {
    const project = load();
    const values = (name: string): Record<string, unknown> =>
      Object.fromEntries(Object.entries(project.struct(name).constants).map(([key, c]) => [key, c.value]));
    expect(values('config2')).toEqual({
      n_in: 16,
      n_out: 64,
      io_type: 0,
      strategy: 0,
      reuse_factor: 4,
      n_zeros: 0,
      multiplier_limit: 256,
      store_weights_in_bram: false,
    });
    expect(values('config4')).toEqual({ n_in: 64, n_out: 5, reuse_factor: 2 });
    expect(values('softmax_config5')).toEqual({ n_in: 5, table_size: 1280, next: 1281, exp_range: 8 });
    expect(project.constant('N_LAYER_2')).toBe(64);
    expect(project.constant('config2::multiplier_limit')).toBe(256);
    expect(project.constant('nnet::io_stream')).toBe(1);
    expect(project.constant('NO_SUCH')).toBeNull();
  });

  it('resolves member types: nearest declaration, root of the chain, canonical spelling', () => {
    const { types, base } = load().struct('config2');
    expect(base?.struct?.qualifiedName).toBe('nnet::dense_config');
    expect(types['weight_t']!.canonical).toBe('ap_fixed<16,6,AP_RND,AP_SAT>');
    expect(types['weight_t']!.decl?.name).toBe('weight2_t');
    expect(types['bias_t']!.decl?.name).toBe('bias2_t');
    expect(types['bias_t']!.root?.name).toBe('model_default_t');
    expect(types['accum_t']!.root?.qualifiedName).toBe('config2::accum_t');
    expect(types['weight_t']!.root?.type.args.map(String)).toEqual(['16', '6', 'AP_RND', 'AP_SAT']);
  });

  it('ends where specialisations of a template derive from one another', () => {
    const bases = Array.from(
      { length: 12 },
      (_, at) => `template <> class cast<${at}> : public cast<${at + 1}> {`,
    );
    const text = `template <int N> class cast {};\n${bases.map((head) => `${head} int f() { return none(); } };`).join('\n')}\n`;
    const { c } = Project.fromFiles('p', { 'k.cpp': text }).query('c:Call')[0]!;
    expect(meaningAt(c.field('function')!)).toBeNull();
  });

  it('finds inherited members', () => {
    const project = load();
    expect(project.struct('relu_config3').memberType('table_t')?.canonical).toBe('ap_fixed<18,8>');
    expect(project.struct('softmax_config5').memberType('table_t')?.canonical).toBe('float');
  });

  it('finds the users of a typedef, not of its namesakes', () => {
    const project = load();
    const lines = project.typedef('model_default_t').users.map(({ at }) => `${at.file}:${at.line}`);
    expect(lines).toEqual([
      'firmware/defines.h:14',
      'firmware/defines.h:17',
      'firmware/defines.h:20',
      'firmware/defines.h:21',
      'firmware/parameters.h:38',
    ]);
    expect(project.typedef('config2::product').users).toEqual([]);
  });

  it('says what is missing and what is ambiguous', () => {
    const project = load();
    expect(() => project.fn('nett')).toThrow(/no function named nett/);
    expect(() => project.fn('NET')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('did you mean net?') as string }),
    );
    expect(() => project.typedef('accum_t')).toThrow(
      /more than one typedef named accum_t: firmware\/parameters\.h:\d+/,
    );
    expect(() => project.file('nothing.h')).toThrow(/no file named nothing\.h/);
  });
});

describe('commits', () => {
  it('narrow one precision: one line differs, handles live on, undo restores', () => {
    const project = load();
    const weight = project.typedef('weight2_t');
    const other = project.typedef('layer4_t');
    weight.set('ap_fixed<10, 4, AP_RND, AP_SAT>');
    expect(weight.type.text).toBe('ap_fixed<16, 6, AP_RND, AP_SAT>');
    const commit = project.commit();
    expect(commit.files).toEqual(['firmware/defines.h']);
    expect(commit.edits).toBe(1);
    expect(commit.diff.match(/^[-+][^-+].*$/gm)).toEqual([
      '-typedef ap_fixed<16, 6, AP_RND, AP_SAT> weight2_t;',
      '+typedef ap_fixed<10, 4, AP_RND, AP_SAT> weight2_t;',
    ]);
    expect(weight.type.canonical).toBe('ap_fixed<10,4,AP_RND,AP_SAT>');
    expect(other.type.text).toBe('ap_fixed<16,6>');
    expect(project.struct('config2').types['weight_t']!.canonical).toBe('ap_fixed<10,4,AP_RND,AP_SAT>');
    commit.undo();
    expect(project.diff()).toBe('');
    expect(weight.type.text).toBe('ap_fixed<16, 6, AP_RND, AP_SAT>');
  });

  it('make no edit when the value is already there', () => {
    const project = load();
    project.typedef('layer4_t').set('ap_fixed<16,6>');
    project.struct('config2').constants['reuse_factor']!.set(4);
    expect(project.commit()).toMatchObject({ edits: 0, files: [], diff: '' });
  });

  it('change constants of structs', () => {
    const project = load();
    project.struct('config2').constants['reuse_factor']!.set(16);
    project.commit();
    expect(project.constant('config2::multiplier_limit')).toBe(64);
  });

  it('refuse to add syntax errors, keep everything, and name the author', () => {
    const project = load();
    project.fn('net').insertAtEnd('if (x {');
    expect(() => project.commit({ author: 'bad idea' })).toThrow(
      /firmware\/net\.cpp:\d+:\d+: .*syntax errors/,
    );
    project.rollback();
    expect(project.commit().edits).toBe(0);
    expect(project.diff()).toBe('');
    project.fn('net').insertAtEnd('if (x {');
    expect(project.commit({ allowErrors: true }).edits).toBe(1);
  });

  it('end the handles of what they remove, saying who did it; undo brings them back', () => {
    const project = load();
    project.author = 'prune';
    const call = project.fn('net').calls()[2]!;
    call.statement.remove();
    const commit = project.commit();
    expect(call.alive).toBe(false);
    expect(() => call.text).toThrow(/removed|reads as something else/);
    expect(() => call.text).toThrow(/prune/);
    commit.undo();
    expect(call.name).toBe('relu');
  });

  it('can be undone only while they are the last word', () => {
    const project = load();
    project.typedef('layer4_t').set('float');
    const first = project.commit();
    project.typedef('layer4_t').set('double');
    project.commit();
    expect(() => first.undo()).toThrow(/changed by a later commit/);
  });
});

describe('forks', () => {
  it('share text until one changes, and never each other', () => {
    const base = load();
    base.typedef('layer4_t');
    const variants = [8, 9, 10].map((width) => {
      const fork = base.fork();
      fork.typedef('layer4_t').set(`ap_fixed<${width},6>`);
      fork.commit();
      return fork;
    });
    expect(variants.map((fork) => fork.typedef('layer4_t').type.text)).toEqual([
      'ap_fixed<8,6>',
      'ap_fixed<9,6>',
      'ap_fixed<10,6>',
    ]);
    expect(base.diff()).toBe('');
    expect(variants[0]!.file('net.cpp').tree).toBe(base.file('net.cpp').tree);
  });

  it('take recorded edits along', () => {
    const base = load();
    base.typedef('layer4_t').set('float');
    const fork = base.fork();
    base.rollback();
    fork.commit();
    expect(fork.typedef('layer4_t').type.text).toBe('float');
    expect(base.typedef('layer4_t').type.text).toBe('ap_fixed<16,6>');
  });
});

describe('projects on disk', () => {
  const onDisk = (): string => {
    const root = mkdtempSync(join(tmpdir(), 'hlsmith-project-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    for (const [path, text] of Object.entries({ ...generatedProject, 'build.tcl': 'tcl' })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return root;
  };

  it('load, and write back only what changed', async () => {
    const root = onDisk();
    const project = await Project.load({ root, exclude: ['**/nnet_utils/**'] });
    expect(project.files.map((file) => file.path)).not.toContain('firmware/nnet_utils/nnet_common.h');
    project.typedef('layer4_t').set('float');
    expect(() => project.write()).toThrow(/pending/);
    project.commit();
    project.write();
    const now = readFileSync(join(root, 'firmware/defines.h'), 'utf8');
    expect(now).toBe(
      generatedProject['firmware/defines.h']!.replace('layer4_t = ap_fixed<16,6>', 'layer4_t = float'),
    );
  });

  it('write a whole variant elsewhere, other files along', async () => {
    const root = onDisk();
    const project = await Project.load({ root });
    project.typedef('layer4_t').set('float');
    project.commit();
    project.write(join(root, 'out'));
    expect(readFileSync(join(root, 'out/build.tcl'), 'utf8')).toBe('tcl');
    expect(readFileSync(join(root, 'out/firmware/defines.h'), 'utf8')).toContain('layer4_t = float');
    expect(readFileSync(join(root, 'firmware/defines.h'), 'utf8')).toBe(
      generatedProject['firmware/defines.h'],
    );
    expect(() => project.write(join(root, 'out'))).toThrow(/not empty/);
  });

  it('name a root that is not there', async () => {
    await expect(Project.load({ root: '/no/such/project' })).rejects.toThrow(
      '/no/such/project: no such project folder',
    );
  });
});

describe('include folders', () => {
  it('bring in the headers that are included, and only those', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hlsmith-include-'));
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    write('prj/kernel.cpp', '#include "types.h"\n#include <ap_fixed.h>\nvoid kernel(data_t x[N]) {}\n');
    write('common/types.h', '#include "sizes/n.h"\ntypedef ap_fixed<8,3> data_t;\n');
    write('common/sizes/n.h', '#define N 4\n');
    write('common/unused.h', 'typedef int unused_t;\n');
    try {
      const options = { root: join(folder, 'prj'), include: [join(folder, 'common')] };
      const project = await Project.load(options);
      expect(project.files.map(({ path }) => path)).toEqual([
        ...['kernel.cpp', '../common/sizes/n.h', '../common/types.h'],
      ]);
      const [x] = project.fn('kernel').params;
      expect([x!.type.canonical, x!.shape]).toEqual(['ap_fixed<8,3>', [4]]);
      project.typedef('data_t').set('ap_fixed<6,3>');
      project.commit();
      project.write();
      expect(readFileSync(join(folder, 'common/types.h'), 'utf8')).toContain('ap_fixed<6,3> data_t');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
