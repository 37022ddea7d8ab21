import { expect, it } from 'vitest';
import { Project } from 'hlsmith/cpp';

it('a commit reads a file the way that helped it before', () => {
  const project = Project.fromFiles('p', {
    'k.cpp': 'void f(int a) {\n#if A\n  if (a) {\n#else\n  if (!a) {\n#endif\n    g();\n  }\n}\n',
  });
  const [file] = project.files;
  const { way } = file!.unit.parsed;
  expect(way).toBeGreaterThan(0);
  expect(file!.degraded).toEqual([]);
  project.fn('f').insertAtEnd('h();');
  project.commit();
  expect(file!.unit.parsed.way).toBe(way);
  expect(file!.degraded).toEqual([]);
});
