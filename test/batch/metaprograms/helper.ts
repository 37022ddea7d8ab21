export const mark = '// mark\n';
