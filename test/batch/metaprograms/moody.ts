import { metaprogram, type Project } from 'hlsmith/cpp';
import { mark } from './helper.js';

enum Mood {
  calm = 'calm',
}

/** Behaves as badly as the name of its file says. */
export default metaprogram({
  name: 'moody',
  description: 'Misbehaves on some files',
  scope: 'file',
  idempotent: true,
  options: {
    count: { type: 'number', default: 1, integer: true, minimum: 1, description: 'how many marks' },
    loopName: { type: 'string', default: null, description: 'a name' },
    loud: { type: 'boolean', description: 'prints' },
    mood: { type: 'string', choices: ['calm', 'angry'], default: Mood.calm, description: 'how' },
  },
  async run(project: Project, { count, loud }) {
    const [file] = project.files;
    const mood = /(\w+)\.cpp$/.exec(file!.path)?.[1];
    if (loud) console.log('this is no result');
    if (mood === 'hang') for (;;);
    if (mood === 'exit') process.exit(3);
    if (mood === 'killed') process.kill(process.pid, 'SIGKILL');
    if (mood === 'throw') throw new Error('I do not\nlike it');
    if (mood === 'break') file!.insertAtEnd('int broken( {');
    if (mood === 'slow') await new Promise((resolve) => setTimeout(resolve, 150));
    if (mood === 'same' || file!.text.includes(mark)) return { lines: file!.text.length };
    file!.insertAtEnd(mark.repeat(count));
    return undefined;
  },
});
