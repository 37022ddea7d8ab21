import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A Slurm cluster on loopback, of an ordinary user, without systemd, munge or cgroups. */
export interface Cluster {
  readonly nodes: readonly string[];
  /** Ends a node's daemon as a power cut would, and has the controller see it. */
  failNode(name: string): void;
  /** Starts a node's daemon again. */
  startNode(name: string): void;
  /** States and names of all jobs that the cluster remembers, one a line. */
  jobs(): string[];
  stop(): Promise<void>;
}

/** Why no cluster can be started here; null if one can. */
export function noSlurm(): string | null {
  const missing = ['slurmctld', 'slurmd', 'sbatch', 'squeue', 'scancel', 'scontrol', 'sinfo'].filter(
    (name) => spawnSync(name, ['-V'], { env: { ...process.env, SLURM_CONF: '/dev/null' } }).error,
  );
  return missing.length > 0 ? `no ${missing.join(', ')} on this machine` : null;
}

export async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'hlsmith-slurm-'));
  const [control, one, two] = await freePorts(3);
  const user = userInfo().username;
  mkdirSync(join(folder, 'state'));
  writeFileSync(join(folder, 'cgroup.conf'), 'CgroupAutomount=no\n');
  writeFileSync(
    join(folder, 'slurm.conf'),
    [
      ...['ClusterName=hlsmith', `SlurmctldHost=${hostname()}(127.0.0.1)`, `SlurmctldPort=${control}`],
      ...[`SlurmUser=${user}`, `SlurmdUser=${user}`, 'AuthType=auth/none', 'CredType=cred/none'],
      ...[`StateSaveLocation=${folder}/state`, `SlurmdSpoolDir=${folder}/spool.%n`],
      ...[`SlurmctldPidFile=${folder}/control.pid`, `SlurmdPidFile=${folder}/%n.pid`],
      ...[`SlurmctldLogFile=${folder}/control.log`, `SlurmdLogFile=${folder}/%n.log`],
      ...['ProctrackType=proctrack/linuxproc', 'TaskPlugin=task/none', 'MpiDefault=none'],
      ...['SwitchType=switch/none', 'SelectType=select/cons_tres', 'SelectTypeParameters=CR_Core'],
      ...['AccountingStorageType=accounting_storage/none', 'JobCompType=jobcomp/none', 'ReturnToService=2'],
      ...['SchedulerParameters=batch_sched_delay=0,sched_interval=1', 'KillWait=2', 'Licenses=vivado:1'],
      `NodeName=n[1-2] NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=[${one},${two}] CPUs=2 RealMemory=1000`,
      'PartitionName=debug Nodes=n[1-2] Default=YES State=UP',
    ].join('\n') + '\n',
  );
  process.env['SLURM_CONF'] = join(folder, 'slurm.conf');
  const call = (command: string, ...words: string[]): string =>
    execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const nodes = ['n1', 'n2'];
  call('slurmctld');
  for (const node of nodes) call('slurmd', '-N', node);
  for (let tries = 0; !/^2 idle/m.test(call('sinfo', '-h', '-o', '%D %t')); tries++) {
    if (tries > 100) throw new Error('the cluster did not start');
    await sleep(100);
  }
  const killNode = (node: string): void => void spawnSync('pkill', ['-9', '-f', `slurmd -N ${node}$`]);
  return {
    nodes,
    failNode: (node) => {
      killNode(node);
      call('scontrol', 'update', `nodename=${node}`, 'state=down', 'reason=test');
    },
    startNode: (node) => {
      call('slurmd', '-N', node);
      spawnSync('scontrol', ['update', `nodename=${node}`, 'state=resume']);
    },
    jobs: () => call('squeue', '-h', '--states=all', '--array', '-o', '%T %i %j').trim().split('\n'),
    stop: async () => {
      spawnSync('scancel', ['--user', user]);
      spawnSync('scontrol', ['shutdown']);
      for (const node of nodes) killNode(node);
      await sleep(300);
      rmSync(folder, { recursive: true, force: true });
      delete process.env['SLURM_CONF'];
    },
  };
}

/** Ports that were free a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) =>
          server.once('listening', () => resolve((server.address() as { port: number }).port)),
        ),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
