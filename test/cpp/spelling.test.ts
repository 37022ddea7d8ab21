import { describe, expect, it } from 'vitest';
import { Project } from 'hlsmith/cpp';

const files = {
  'loops.cpp': 'void f() { for/* every */(;;) { do{ g(); }while(x); } }\n',
  'plain.cpp': '// for each format\nint pow2(int a) { return a; }\n',
};
const load = (): Project => Project.fromFiles('p', files);
const parsed = (project: Project): string[] =>
  project.files.filter((file) => file.unit.isParsed).map((file) => file.path);

describe('files whose text rules a match out', () => {
  it('are not parsed for a path query', () => {
    const project = load();
    expect(project.query('l:ForLoop => d:DoLoop').length).toBe(1);
    expect(parsed(project)).toEqual(['loops.cpp']);
    expect(project.query('fn:Function[name=pow2] !=> :Loop').length).toBe(1);
    expect(parsed(project)).toEqual(['loops.cpp', 'plain.cpp']);
  });

  it('are parsed where a negation does not need what it names', () => {
    const project = load();
    expect(project.query('fn:Function !=> :ForLoop').length).toBe(1);
    expect(project.query('x:(ForLoop|Call)').length).toBe(2);
  });

  it('are not parsed for a pattern with words that they lack', () => {
    const project = load();
    expect(project.match('g(/* any */ $$$)').length).toBe(1);
    expect(project.rewrite('power($X, 2)', '$X')).toBe(0);
    expect(parsed(project)).toEqual(['loops.cpp']);
  });
});
