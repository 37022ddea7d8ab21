import { describe, expect, it } from 'vitest';
import { Project } from 'hlsmith/cpp';

const source = `#include "a.h"
#define WIDE(x) \\
    ((x) * 2)
void f(int a[4]) {
#pragma HLS INTERFACE port=a \\
        mode=ap_memory
    // comment
    #pragma HLS INLINE off
L:
    #pragma unroll
    for (int i = 0; i < 4; i++)
    #pragma ACCEL PIPELINE
        for (int j = 0; j < 4; j++) {
            // first
            #pragma HLS UNROLL
            a[j] = i;
            #pragma HLS LATENCY
        }
    #pragma ivdep
    while (a[0]) a[0]--;
}
#pragma once
`;
const load = (): Project => Project.fromFiles('p', { 'k.cpp': source });

describe('pragmas', () => {
  it('know the loop or function around them, and what is next', () => {
    const rows = load()
      .query('p:Pragma')
      .map(({ p }) => [p.content, p.scope.kind, p.scope.at.line, p.next?.at.line ?? null, p.isFirstInScope]);
    expect(rows).toEqual([
      ['HLS INTERFACE port=a mode=ap_memory', 'Function', 4, 9, true],
      ['HLS INLINE off', 'Function', 4, 9, true],
      ['unroll', 'Function', 4, 11, false],
      ['ACCEL PIPELINE', 'ForLoop', 11, 13, false],
      ['HLS UNROLL', 'ForLoop', 13, 16, true],
      ['HLS LATENCY', 'ForLoop', 13, null, false],
      ['ivdep', 'Function', 4, 20, false],
      ['once', 'File', 1, null, false],
    ]);
  });

  it('are found from the loop, in front of it and inside', () => {
    const [outer, inner, last] = load()
      .query('l:Loop')
      .map(({ l }) => l);
    expect(outer!.pragmasBefore.map((p) => p.content)).toEqual([
      'HLS INTERFACE port=a mode=ap_memory',
      'HLS INLINE off',
      'unroll',
    ]);
    expect(inner!.pragmasBefore.map((p) => p.content)).toEqual(['ACCEL PIPELINE']);
    expect(inner!.pragmasInside.map((p) => p.content)).toEqual(['HLS UNROLL', 'HLS LATENCY']);
    expect(last!.pragmasBefore.map((p) => p.content)).toEqual(['ivdep']);
  });

  it('do not split the loops that they stand in', () => {
    expect(
      load()
        .query('a:ForLoop ={1}> b:ForLoop')
        .map(({ a, b }) => [a.label, b.at.line]),
    ).toEqual([['L', 13]]);
    expect(load().file('k.cpp').degraded).toEqual([]);
  });

  it('are edited as whole lines, and their handles live on', () => {
    const p = load();
    const [unroll] = p.query('p:Pragma[content^=unroll]').map((row) => row.p);
    const [latency] = p.query('p:Pragma[content*=LATENCY]').map((row) => row.p);
    const [pipeline] = p.query('p:Pragma[content*=PIPELINE]').map((row) => row.p);
    unroll!.replace('#pragma unroll 4');
    latency!.remove();
    pipeline!.after('#pragma ACCEL TILE');
    p.commit();
    expect(unroll!.content).toBe('unroll 4');
    expect(latency!.alive).toBe(false);
    expect(pipeline!.at.line).toBe(12);
    expect(p.file('k.cpp').text).toBe(
      source
        .replace('#pragma unroll\n', '#pragma unroll 4\n')
        .replace('            #pragma HLS LATENCY\n', '')
        .replace('PIPELINE\n', 'PIPELINE\n    #pragma ACCEL TILE\n'),
    );
  });
});

describe('macros and includes', () => {
  it('are read from their lines', () => {
    const p = load();
    expect(p.one('i:Include').i.path).toBe('a.h');
    const { m } = p.one('m:Macro');
    expect([m.name, m.parameters, m.macroBody]).toEqual(['WIDE', ['x'], '((x) * 2)']);
  });
});
