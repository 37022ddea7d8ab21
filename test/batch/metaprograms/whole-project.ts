import { metaprogram } from 'hlsmith/cpp';

export default metaprogram({
  name: 'whole-project',
  description: 'Renames nothing, reports what it sees',
  scope: 'project',
  idempotent: true,
  run: (project) => project.files.map((file) => file.path),
});
