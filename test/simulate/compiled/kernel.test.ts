import { writeFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Project } from 'hlsmith/cpp';
import { readKernel, type Kernel } from 'hlsmith/simulate';
import { describe, expect, it, onTestFinished } from 'vitest';

const read = (text: string, top?: string): Promise<Kernel> =>
  readKernel(Project.fromFiles('/nowhere', { 'kernel.cpp': text }), { top });
const directions = ({ parameters }: Kernel): string =>
  parameters.map(({ name, direction, values }) => `${name} ${direction} ${values ?? '?'}`).join(', ');

describe('the arguments of a kernel', () => {
  it('are outputs where it writes them, itself or through a function that it calls', async () => {
    const kernel = await read(`
      #define N 4
      static void scale(const short x[N], short y[N]) { for (int i = 0; i < N; i++) y[i] = x[i] * 2; }
      void top(short a[N], short b[2][N], short c[N], int &count) {
        scale(a, c);
        count = a[0] << 2;
        for (int i = 0; i < N; i++) c[i] += b[1][i];
      }`);
    expect(kernel.name).toBe('top');
    expect(directions(kernel)).toBe('a input 4, b input 8, c output 4, count output 1');
    expect(kernel.parameters.map(({ type, dimensions }) => type + dimensions)).toEqual([
      ...['short[4]', 'short[2][4]', 'short[4]', 'int'],
    ]);
  });

  it('are known of streams and of library calls', async () => {
    const kernel = await read(`
      void top(hls::stream<word_t> &in, hls::stream<word_t> &out, hls::stream<word_t> &more, data_t x[3], data_t y[3]) {
        out << in.read();
        more.write(in.read());
        nnet::relu<data_t, data_t, config>(x, y);
      }`);
    expect(directions(kernel)).toBe('in input ?, out output ?, more output ?, x input 3, y output 3');
  });

  it('of a layer that is distributed over time stand behind the step', async () => {
    const kernel = await read(
      'void top(data_t x[6], data_t y[3]) { for (int t = 0; t < 2; t++) nnet::read_time_step_2d<data_t, c>(t, x, y); }',
    );
    expect(directions(kernel)).toBe('x input 6, y output 3');
  });

  it('that are streams have the sizes of the bridge to the host', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hlsmith-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    mkdirSync(join(folder, 'firmware'));
    const top = 'void net(hls::stream<in_t> &x, hls::stream<out_t> &y) { nnet::relu<in_t, out_t, c>(x, y); }';
    writeFileSync(join(folder, 'firmware', 'net.cpp'), top);
    writeFileSync(
      join(folder, 'net_bridge.cpp'),
      `void net_float(float *x, float *y) {
         hls::stream<in_t> x_ap("x"); nnet::convert_data<float, in_t, 8*8*1>(x, x_ap);
         hls::stream<out_t> y_ap("y"); net(x_ap, y_ap);
         nnet::convert_data<out_t, float, 10>(y_ap, y);
       }`,
    );
    const kernel = await readKernel(await Project.load({ root: folder, files: ['firmware/*.cpp'] }));
    expect(directions(kernel)).toBe('x input 64, y output 10');
    expect(kernel).toMatchObject({ folder: 'firmware', sources: ['net.cpp'], returns: null });
  });

  it('that only point somewhere are refused', async () => {
    await expect(read('void top(int *x) { x[0] = 1; }')).rejects.toMatchObject({
      code: 'simulate.parameter',
    });
  });
});

describe('the top function', () => {
  it('is the one that nothing calls, or the one that is named', async () => {
    const two = 'void a(int x[2]) { x[0] = 1; } void b(int x[2]) { x[1] = 1; }';
    await expect(read(two)).rejects.toThrow('(a, b)');
    expect((await read(two, 'b')).name).toBe('b');
    await expect(read('int x;')).rejects.toMatchObject({ code: 'simulate.no-kernel' });
  });
});
