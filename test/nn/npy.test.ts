import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNpy, encodeNpy, readNpy } from '../../src/nn/index.js';
import { complaint, scratchFolder } from './scratch.js';

const scratch = scratchFolder();

interface Parts {
  descr?: string;
  fortran?: boolean;
  shape?: string;
  version?: number;
  body?: readonly number[];
  header?: string;
}

/** The bytes that numpy.save would write, put together by hand from the format's description. */
function npy({ descr = "'|u1'", fortran = false, shape = '(2,)', version = 1, body, header }: Parts): Buffer {
  const order = fortran ? 'True' : 'False';
  const text = header ?? `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(text.length, 0, length.length);
  return Buffer.concat([
    Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]),
    length,
    Buffer.from(text, 'latin1'),
    Buffer.from(body ?? [7, 8]),
  ]);
}

const values = (parts: Parts): (number | bigint)[] => [...decodeNpy(npy(parts), 'a.npy').data];

describe('readNpy', () => {
  it.each([
    ["'<f2'", [0x00, 0x3c, 0x00, 0xc0], [1, -2]],
    ["'<f2'", [0x01, 0x00, 0xff, 0x7b], [2 ** -24, 65504]],
    ["'>f2'", [0x3c, 0x00, 0xfc, 0x00], [1, -Infinity]],
    ["'<f4'", [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], [1, -2]],
    ["'>f4'", [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], [1, -2]],
    ["'<f8'", [0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0], [1, -2]],
    ["'>f8'", [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0], [1, -2]],
    ["'|i1'", [0xff, 0x7f], [-1, 127]],
    ["'|u1'", [0xff, 0x7f], [255, 127]],
    ["'|b1'", [0, 1], [0, 1]],
    ["'<i2'", [0xfe, 0xff, 1, 0], [-2, 1]],
    ["'>u2'", [0xff, 0xfe, 0, 1], [65534, 1]],
    ["'<i4'", [0xfe, 0xff, 0xff, 0xff, 1, 0, 0, 0], [-2, 1]],
    ["'>u4'", [0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 1], [4294967294, 1]],
    ["'<i8'", [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0, 0, 0, 0], [-2n, 1n]],
    ["'>u8'", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 0, 0, 0, 0, 1], [2n ** 64n - 2n, 1n]],
  ])('reads %s %#', (descr, body, expected) => {
    expect(values({ descr, body })).toEqual(expected);
  });

  it('reads versions 1 to 3, scalars, and the long integers of Python 2', () => {
    for (const version of [1, 2, 3]) expect(values({ version })).toEqual([7, 8]);
    expect(decodeNpy(npy({ shape: '()', body: [5] }), 'a.npy')).toEqual({
      shape: [],
      data: Uint8Array.of(5),
    });
    expect(decodeNpy(npy({ shape: '(1L, 2L)' }), 'a.npy').shape).toEqual([1, 2]);
  });

  it('turns Fortran order into rows', () => {
    const array = decodeNpy(npy({ fortran: true, shape: '(2, 3)', body: [1, 4, 2, 5, 3, 6] }), 'a.npy');
    expect(array).toEqual({ shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    const cube = decodeNpy(
      npy({ fortran: true, shape: '(2, 2, 2)', body: [0, 4, 2, 6, 1, 5, 3, 7] }),
      'a.npy',
    );
    expect([...cube.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it.each([
    ['text', Buffer.from('a,b\n1,2\n'), 'a.npy: is not a .npy file; write the array'],
    ['an empty file', Buffer.alloc(0), 'is not a .npy file'],
    ['only the magic', npy({}).subarray(0, 8), 'it ends within its header'],
    ['half a header', npy({}).subarray(0, 40), 'it ends within its header'],
    ['version 9', npy({ version: 9 }), 'unknown version 9'],
    ['a header of garbage', npy({ header: "{'descr': 3}" }), 'its header cannot be read'],
    ['missing data', npy({ body: [1] }), 'shape (2,) needs 2 bytes of data, it has 1'],
    ['a huge shape', npy({ shape: '(4000000000, 4000000000)' }), 'needs 16000000000000000000 bytes'],
    ['an absurd shape', npy({ shape: `(${'9'.repeat(400)},)` }), 'its header cannot be read'],
    ['a negative shape', npy({ shape: '(-2,)' }), 'its header cannot be read'],
    ['objects', npy({ descr: "'|O'" }), 'arrays of dtype |O are not supported'],
    ['text elements', npy({ descr: "'<U5'" }), 'arrays of dtype <U5 are not supported'],
    ['complex numbers', npy({ descr: "'<c16'" }), 'arrays of dtype <c16 are not supported'],
    ['records', npy({ descr: "[('a', '<i4'), ('b', '<f8')]" }), "dtype [('a', '<i4'), ('b', '<f8')]"],
  ])('refuses %s', (_, bytes, message) => {
    expect(complaint(() => decodeNpy(bytes, 'a.npy'))).toContain(message);
  });

  it('names a file that is not there, and a folder', () => {
    expect(complaint(() => readNpy(join(scratch.path, 'none.npy')))).toMatch(/none\.npy: no such data file/);
    expect(complaint(() => readNpy(scratch.path))).toMatch(/cannot be read \(not a file\)/);
  });
});

const data = fc.oneof(
  fc.float32Array({ noNaN: true, maxLength: 24 }),
  fc.float64Array({ noNaN: true, maxLength: 24 }),
  fc.int8Array({ maxLength: 24 }),
  fc.uint16Array({ maxLength: 24 }),
  fc.int32Array({ maxLength: 24 }),
  fc.bigInt64Array({ maxLength: 24 }),
);

describe('encodeNpy', () => {
  it('is undone by readNpy', () => {
    fc.assert(
      fc.property(data, fc.constantFrom(1, 2, 3), (values, rows) => {
        const columns = Math.floor(values.length / rows);
        const array = { shape: [rows, columns], data: values.subarray(0, rows * columns) };
        const bytes = encodeNpy(array);
        expect((bytes.length - array.data.byteLength) % 64).toBe(0);
        expect(decodeNpy(bytes, 'a.npy')).toEqual(array);
      }),
    );
  });

  const numpy = spawnSync('/usr/bin/python3', ['-c', 'import numpy']).status === 0;
  it.skipIf(!numpy)(`agrees with numpy${numpy ? '' : ' (skipped: no /usr/bin/python3 with numpy)'}`, () => {
    const array = { shape: [2, 3], data: Float32Array.of(1.5, -2, 3e-9, 4, 5, 1e30) };
    const ours = scratch.write('ours.npy', encodeNpy(array));
    const theirs = join(scratch.path, 'theirs.npy');
    const script = [
      'import numpy, sys',
      'a = numpy.load(sys.argv[1])',
      'assert a.dtype == numpy.float32 and a.shape == (2, 3), a',
      'numpy.save(sys.argv[2], numpy.asfortranarray(a.astype(">f8")))',
    ].join('\n');
    execFileSync('/usr/bin/python3', ['-c', script, ours, theirs]);
    expect(readNpy(theirs)).toEqual({ shape: [2, 3], data: Float64Array.from(array.data) });
  });
});
