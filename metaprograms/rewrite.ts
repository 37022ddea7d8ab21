import { metaprogram } from 'hlsmith/cpp';

/** Rewrites each match of a code pattern; what `hlsmith rewrite` runs. */
export default metaprogram({
  name: 'rewrite',
  description: 'Rewrite each match of a code pattern by a template',
  scope: 'file',
  // A template may hold what the pattern looks for.
  idempotent: false,
  options: {
    pattern: { type: 'string', description: 'C++ with $X for one node and $$$X for any number' },
    to: { type: 'string', description: 'C++ with the same names' },
  },
  run(project, { pattern, to }) {
    project.rewrite(pattern, to);
  },
  cases: [
    {
      title: 'puts the bound code into the template',
      options: { pattern: 'hls::pow($X, 2)', to: '(($X) * ($X))' },
      before: 'y = hls::pow(a[i], 2) + hls::pow(b, 3);\n',
      after: 'y = ((a[i]) * (a[i])) + hls::pow(b, 3);\n',
    },
  ],
});
