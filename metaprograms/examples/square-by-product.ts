import { ExprNode, metaprogram, type Node } from 'hlsmith/cpp';

const isPure = (node: Node | Node[]): boolean => node instanceof ExprNode && node.isPure;

/** A call of pow costs a core of its own in hardware; a product with itself costs a multiplier. */
export default metaprogram({
  name: 'square-by-product',
  description: 'Turn pow(x, 2) into x * x, where x may be evaluated twice',
  scope: 'file',
  idempotent: true,
  run(project) {
    for (const pow of ['pow', 'std::pow', 'hls::pow'] as const) {
      project.rewrite(`${pow}($X, 2)`, '($X * $X)', { X: /\w+/ });
      project.rewrite(`${pow}($X, 2)`, '(($X) * ($X))', { X: (x) => isPure(x) && !/^\w+$/.test(x.text) });
    }
  },
  cases: [
    {
      title: 'repeats plain operands, and leaves what has effects',
      before: `
        y = hls::pow(a, 2) + pow(b[i] - c, 2.0);
        z = std::pow(b[i] - c, 2) * pow(in.read(), 2) * pow(a, 3);
      `,
      after: `
        y = (a * a) + pow(b[i] - c, 2.0);
        z = ((b[i] - c) * (b[i] - c)) * pow(in.read(), 2) * pow(a, 3);
      `,
    },
  ],
});
