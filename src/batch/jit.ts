import { setFlagsFromString } from 'node:v8';

/**
 * For a process that runs each of many functions for a short time: Node 20 spends as much on optimizing code as it
 * saves by that, unless it is told to wait for what is really hot (the default is 132 kB of bytecode; over 1,343
 * files: 1.75 instead of 2.28 CPU seconds). Later ones have a quick compiler in between, and do not know the flag.
 */
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=1000000');
